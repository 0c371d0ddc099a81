import {
  AppError,
  CallOutcome,
  Id,
  ToolCallCompleted,
  WireError,
  type Parsed,
  type audit,
  type ToolCallRecord,
  type ToolCallSummary,
} from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { after, fromCursor, toPage } from '../db/cursor.ts';
import { Database, type Insertion } from '../db/database.store.ts';
import { containing } from '../db/matching.ts';
import { storableJson, storableText } from '../db/storable.ts';
import { timeOf } from '../db/time.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { CallRow } from './projection.ts';

type Filter = Parsed<typeof audit.listToolCalls>;
type Row = Omit<Prisma.ToolCallGetPayload<object>, 'event'>;

const CallDecision = z.enum(['allow', 'deny', 'approve', 'none']);

const toSummary = (row: Row): ToolCallSummary => ({
  id: row.id,
  at: row.at.toISOString(),
  outcome: CallOutcome.parse(row.outcome),
  method: row.method,
  name: row.name,
  serverName: row.serverName,
  profileId: row.profileId,
  profileName: row.profileName,
  userName: row.userName,
  clientName: row.clientName,
  error: WireError.nullable().parse(row.error),
  decision: CallDecision.parse(row.decision),
  isError: row.isError,
  durationUs: Number(row.durationUs),
  repeated: row.repeated,
});

const searching = (text: string | undefined): Prisma.ToolCallWhereInput[] => {
  if (!text) return [];
  const match = containing(text);
  return [{ OR: [{ name: match }, { serverName: match }, { userName: match }] }];
};

const conditions = ({
  outcome,
  serverName,
  profileId,
  principal,
  search,
  from,
  to,
  cursor,
}: Filter): Prisma.ToolCallWhereInput[] => [
  ...(outcome ? [{ outcome }] : []),
  ...(serverName === undefined ? [] : [{ serverName: storableText(serverName) }]),
  ...(profileId ? [{ profileId }] : []),
  ...(principal === undefined ? [] : [{ principal: storableText(principal) }]),
  ...(from ? [{ at: { gte: timeOf(from) } }] : []),
  ...(to ? [{ at: { lt: timeOf(to) } }] : []),
  ...searching(search),
  ...after(cursor === undefined ? undefined : fromCursor(cursor, Id)),
];

@Injectable()
export class CallStore {
  constructor(private readonly database: Database) {}

  /** All rows in one statement; rows that are there already stay as they are. Sorted, so that two replicas never wait for each other in a circle. */
  insertion(rows: CallRow[]): Insertion {
    return Prisma.sql`
      INSERT INTO tool_call (organization_id, id, at, outcome, decision, method, name, server_name, profile_id, profile_name,
        principal, user_name, client_name, is_error, duration_us, repeated, error, event)
      SELECT * FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS row (organization_id text, id uuid, at timestamptz(3),
        outcome text, decision text, method text, name text, server_name text, profile_id text, profile_name text,
        principal text, user_name text, client_name text, is_error boolean, duration_us bigint, repeated integer, error jsonb, event jsonb)
      ORDER BY organization_id, id
      ON CONFLICT DO NOTHING
      RETURNING organization_id, 'tool_call' AS kind, id::text, at::text, sha256_hex(record_text(tool_call)) AS digest`;
  }

  /** One page, newest first. Each organization is read by its own index and the pages are joined here. */
  async list(
    organizations: string[],
    filter: Filter,
  ): Promise<{ items: ToolCallSummary[]; nextCursor: string | null }> {
    const AND = conditions(filter);
    const lists = await Promise.all(
      organizations.map((organizationId) =>
        this.database.client.toolCall.findMany({
          where: { organizationId, AND },
          orderBy: [{ at: 'desc' }, { id: 'desc' }],
          take: filter.limit + 1,
          omit: { event: true },
        }),
      ),
    );
    const { rows, nextCursor } = toPage(lists, filter.limit);
    return { items: rows.map(toSummary), nextCursor };
  }

  /** Throws NOT_FOUND, also for a call of another organization, or of somebody else than `principal`. */
  async get(organizations: string[], id: string, principal: string | undefined): Promise<ToolCallRecord> {
    const own = principal === undefined ? {} : { principal: storableText(principal) };
    const row = await this.database.client.toolCall.findFirst({
      where: { organizationId: { in: organizations }, id, ...own },
    });
    if (!row) throw new AppError('NOT_FOUND', 'There is no record of such a call.');
    const call = ToolCallCompleted.safeParse(row.event).data ?? null;
    return {
      ...toSummary(row),
      call,
      recordedAt: row.recordedAt.toISOString(),
      timing: call?.timing ?? null,
      arguments: call?.arguments ?? null,
      result: call?.result ?? null,
    };
  }
}
