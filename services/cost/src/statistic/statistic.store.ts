import { AppError, type cost, type Parsed, type StatisticRow } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.store.ts';
import { timeOf } from '../db/time.ts';

/** What fits into one message. */
const MAX_ROWS = 4_000;

interface Row extends Record<Exclude<keyof StatisticRow, 'bucket' | 'key'>, bigint> {
  bucket: Date;
  key: string;
}

@Injectable()
export class StatisticStore {
  constructor(private readonly database: Database) {}

  /** Sums by hour or day (UTC) of every hour that begins before `to` and has a part after `from`. Throws INVALID_INPUT for too many rows. */
  async read(
    organizationId: string,
    { from, to, bucket, groupBy }: Parsed<typeof cost.readStatistics>,
  ): Promise<StatisticRow[]> {
    const rows = await this.database.client.$queryRaw<Row[]>`
      SELECT date_trunc(${bucket}, hour, 'UTC') AS bucket, key, sum(calls)::bigint AS calls, sum(failed)::bigint AS failed,
        sum(blocked)::bigint AS blocked, sum(input_tokens)::bigint AS "inputTokens",
        sum(cached_input_tokens)::bigint AS "cachedInputTokens", sum(output_tokens)::bigint AS "outputTokens",
        sum(cost)::bigint AS "costMicroUsd", sum(saved)::bigint AS "savedMicroUsd"
      FROM statistic
      WHERE organization_id = ${organizationId} AND dimension = ${groupBy}
        AND hour > ${timeOf(from)}::timestamptz - interval '1 hour' AND hour < ${timeOf(to)}
      GROUP BY 1, 2 ORDER BY 1, 2 LIMIT ${MAX_ROWS + 1}`;
    if (rows.length > MAX_ROWS)
      throw new AppError(
        'INVALID_INPUT',
        'These are too many rows for one answer. Ask for days, or for a shorter time.',
      );
    return rows.map(({ bucket: time, key, ...sums }) => ({
      bucket: time.toISOString(),
      key,
      calls: Number(sums.calls),
      failed: Number(sums.failed),
      blocked: Number(sums.blocked),
      inputTokens: Number(sums.inputTokens),
      cachedInputTokens: Number(sums.cachedInputTokens),
      outputTokens: Number(sums.outputTokens),
      costMicroUsd: Number(sums.costMicroUsd),
      savedMicroUsd: Number(sums.savedMicroUsd),
    }));
  }
}
