import type { cost, Parsed, UsageRow } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.store.ts';
import { timeOf } from '../db/time.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { NO_SERVER } from '../meter/measure.ts';

type Row = Prisma.UsageGetPayload<object>;

const toUsageRow = (row: Row): UsageRow => ({
  hour: row.hour.toISOString(),
  profileId: row.profileId,
  userId: row.userId,
  serverId: row.serverId === NO_SERVER ? null : row.serverId,
  name: row.name,
  calls: Number(row.calls),
  failed: Number(row.failed),
  denied: Number(row.denied),
  requestBytes: Number(row.requestBytes),
  responseBytes: Number(row.responseBytes),
  durationUs: Number(row.durationUs),
});

const startOfHour = (time: string): Date => {
  const hour = timeOf(time);
  hour.setUTCMinutes(0, 0, 0);
  return hour;
};

@Injectable()
export class UsageStore {
  constructor(private readonly database: Database) {}

  /** Every hour that begins before `to` and has a part after `from`, newest first. */
  async list(
    organizationId: string,
    { from, to, profileId, limit }: Parsed<typeof cost.listUsage>,
  ): Promise<UsageRow[]> {
    const rows = await this.database.client.usage.findMany({
      where: {
        organizationId,
        hour: { gte: startOfHour(from), lt: timeOf(to) },
        ...(profileId ? { profileId } : {}),
      },
      orderBy: [{ hour: 'desc' }, { profileId: 'asc' }, { userId: 'asc' }, { serverId: 'asc' }, { name: 'asc' }],
      take: limit,
    });
    return rows.map(toUsageRow);
  }
}
