import { EgressAttempt, Id, type Parsed, type audit } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { after, fromCursor, toPage } from '../db/cursor.ts';
import { Database, type Insertion } from '../db/database.store.ts';
import { storableJson } from '../db/storable.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { AttemptRow } from './attempt-row.ts';

type Filter = Parsed<typeof audit.listEgress>;
type Row = Prisma.EgressAttemptGetPayload<object>;

const toAttempt = ({ at, bytesUp, bytesDown, verdict, reason, seenBy, ...row }: Row): EgressAttempt =>
  EgressAttempt.parse({
    ...row,
    verdict,
    reason,
    seenBy,
    at: at.toISOString(),
    bytesUp: Number(bytesUp),
    bytesDown: Number(bytesDown),
  });

const conditions = ({ serverId, callId, verdict, cursor }: Filter): Prisma.EgressAttemptWhereInput[] => [
  ...(serverId ? [{ serverId }] : []),
  ...(callId ? [{ callIds: { has: callId } }] : []),
  ...(verdict ? [{ verdict }] : []),
  ...after(cursor === undefined ? undefined : fromCursor(cursor, Id)),
];

@Injectable()
export class EgressStore {
  constructor(private readonly database: Database) {}

  /** All rows in one statement, sorted as everywhere here. What is told again can only add bytes; then it is another record of the same attempt. */
  insertion(rows: AttemptRow[]): Insertion {
    return Prisma.sql`
      INSERT INTO egress_attempt (organization_id, id, at, server_id, instance, host, port, address, verdict, reason, seen_by,
        bytes_up, bytes_down, call_ids)
      SELECT organization_id, id, at, server_id, instance, host, port, address, verdict, reason, seen_by, bytes_up, bytes_down,
        ARRAY(SELECT jsonb_array_elements_text(call_ids))
      FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS row (organization_id text, id uuid, at timestamptz(3),
        server_id uuid, instance text, host text, port integer, address text, verdict text, reason text, seen_by text,
        bytes_up bigint, bytes_down bigint, call_ids jsonb)
      ORDER BY organization_id, id
      ON CONFLICT (organization_id, id, at) DO UPDATE SET
        bytes_up = greatest(egress_attempt.bytes_up, excluded.bytes_up),
        bytes_down = greatest(egress_attempt.bytes_down, excluded.bytes_down)
      WHERE egress_attempt.bytes_up < excluded.bytes_up OR egress_attempt.bytes_down < excluded.bytes_down
      RETURNING organization_id, 'egress_attempt' AS kind, id::text, at::text, sha256_hex(record_text(egress_attempt)) AS digest`;
  }

  /** One page, newest first. */
  async list(organizations: string[], filter: Filter): Promise<{ items: EgressAttempt[]; nextCursor: string | null }> {
    const AND = conditions(filter);
    const lists = await Promise.all(
      organizations.map((organizationId) =>
        this.database.client.egressAttempt.findMany({
          where: { organizationId, AND },
          orderBy: [{ at: 'desc' }, { id: 'desc' }],
          take: filter.limit + 1,
        }),
      ),
    );
    const { rows, nextCursor } = toPage(lists, filter.limit);
    return { items: rows.map(toAttempt), nextCursor };
  }
}
