import type { AuditEntry } from '@archestra/contracts';
import type { ReceivedEvent } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import { after, fromCursor, toPage } from '../db/cursor.ts';
import { Database, type Insertion } from '../db/database.store.ts';
import { storableJson } from '../db/storable.ts';
import { Prisma } from '../generated/prisma/client.ts';

const toRow = ({ organization, id, time, type, principal, data }: ReceivedEvent) => ({
  organization_id: organization,
  id,
  at: time,
  type,
  principal: principal ?? null,
  data,
});

@Injectable()
export class EntryStore {
  constructor(private readonly database: Database) {}

  /** All events in one statement; those that are there already stay as they are. */
  insertion(events: ReceivedEvent[]): Insertion {
    return Prisma.sql`
      INSERT INTO entry (organization_id, id, at, type, principal, data)
      SELECT * FROM jsonb_to_recordset(${storableJson(events.map(toRow))}::jsonb)
        AS row (organization_id text, id text, at timestamptz(3), type text, principal text, data jsonb)
      ORDER BY organization_id, id
      ON CONFLICT DO NOTHING
      RETURNING organization_id, 'entry' AS kind, id::text, at::text, sha256_hex(record_text(entry)) AS digest`;
  }

  /** One page, newest first. */
  async list(
    organizations: string[],
    { cursor, limit }: { cursor?: string | undefined; limit: number },
  ): Promise<{ items: AuditEntry[]; nextCursor: string | null }> {
    const AND = after(cursor === undefined ? undefined : fromCursor(cursor));
    const lists = await Promise.all(
      organizations.map((organizationId) =>
        this.database.client.entry.findMany({
          where: { organizationId, AND },
          orderBy: [{ at: 'desc' }, { id: 'desc' }],
          take: limit + 1,
        }),
      ),
    );
    const { rows, nextCursor } = toPage(lists, limit);
    return {
      items: rows.map(({ id, at, type, principal, data }) => ({ id, at: at.toISOString(), type, principal, data })),
      nextCursor,
    };
  }
}
