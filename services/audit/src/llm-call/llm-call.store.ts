import {
  AppError,
  Id,
  LlmCallCompleted,
  LlmCallSummary,
  type audit,
  type LlmCallRecord,
  type Parsed,
} from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { after, fromCursor, toPage } from '../db/cursor.ts';
import { Database, type Insertion } from '../db/database.store.ts';
import { containing } from '../db/matching.ts';
import { storableJson, storableText } from '../db/storable.ts';
import { timeOf } from '../db/time.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { LlmCallRow } from './llm-call-row.ts';

type Filter = Parsed<typeof audit.listLlmCalls>;
type Row = Omit<Prisma.LlmCallGetPayload<object>, 'event'>;

const number = (value: bigint | null): number | null => (value === null ? null : Number(value));

const toSummary = (row: Row): LlmCallSummary =>
  LlmCallSummary.parse({
    ...row,
    at: row.at.toISOString(),
    inputTokens: number(row.inputTokens),
    outputTokens: number(row.outputTokens),
    durationUs: Number(row.durationUs),
  });

const searching = (text: string | undefined): Prisma.LlmCallWhereInput[] => {
  if (!text) return [];
  const match = containing(text);
  return [
    {
      OR: [
        { requestedModel: match },
        { usedModel: match },
        { userName: match },
        { profileName: match },
        { clientName: match },
      ],
    },
  ];
};

const ofModel = (model: string | undefined): Prisma.LlmCallWhereInput[] => {
  if (model === undefined) return [];
  const name = storableText(model);
  return [{ OR: [{ requestedModel: name }, { usedModel: name }] }];
};

const conditions = ({ outcome, source, model, profileId, principal, search, from, to, cursor }: Filter) => [
  ...(outcome ? [{ outcome }] : []),
  ...(source ? [{ source }] : []),
  ...ofModel(model),
  ...(profileId ? [{ profileId }] : []),
  ...(principal === undefined ? [] : [{ principal: storableText(principal) }]),
  ...(from ? [{ at: { gte: timeOf(from) } }] : []),
  ...(to ? [{ at: { lt: timeOf(to) } }] : []),
  ...searching(search),
  ...after(cursor === undefined ? undefined : fromCursor(cursor, Id)),
];

@Injectable()
export class LlmCallStore {
  constructor(private readonly database: Database) {}

  /** All rows in one statement, sorted as everywhere here; rows that are there already stay as they are. */
  insertion(rows: LlmCallRow[]): Insertion {
    return Prisma.sql`
      INSERT INTO llm_call (organization_id, id, at, outcome, source, operation, is_streamed, requested_model, used_model, rule_id,
        profile_id, profile_name, principal, user_name, client_name, input_tokens, output_tokens, tool_calls, held_tool_calls,
        attempts, duration_us, error, event)
      SELECT * FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS row (organization_id text, id uuid, at timestamptz(3),
        outcome text, source text, operation text, is_streamed boolean, requested_model text, used_model text, rule_id uuid,
        profile_id uuid, profile_name text, principal text, user_name text, client_name text, input_tokens bigint,
        output_tokens bigint, tool_calls integer, held_tool_calls integer, attempts integer, duration_us bigint, error jsonb,
        event jsonb)
      ORDER BY organization_id, id
      ON CONFLICT DO NOTHING
      RETURNING organization_id, 'llm_call' AS kind, id::text, at::text, sha256_hex(record_text(llm_call)) AS digest`;
  }

  /** One page, newest first. */
  async list(organizationId: string, filter: Filter): Promise<{ items: LlmCallSummary[]; nextCursor: string | null }> {
    const found = await this.database.client.llmCall.findMany({
      where: { organizationId, AND: conditions(filter) },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: filter.limit + 1,
      omit: { event: true },
    });
    const { rows, nextCursor } = toPage([found], filter.limit);
    return { items: rows.map(toSummary), nextCursor };
  }

  /** Throws NOT_FOUND, also for a call of another organization, or of somebody else than `principal`. */
  async get(organizationId: string, id: string, principal: string | undefined): Promise<LlmCallRecord> {
    const own = principal === undefined ? {} : { principal: storableText(principal) };
    const row = await this.database.client.llmCall.findFirst({ where: { organizationId, id, ...own } });
    if (!row) throw new AppError('NOT_FOUND', 'There is no record of such a call.');
    return {
      ...toSummary(row),
      call: LlmCallCompleted.safeParse(row.event).data ?? null,
      recordedAt: row.recordedAt.toISOString(),
    };
  }
}
