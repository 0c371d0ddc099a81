import type { LedgerEntry, RequestFacts, TokenUsage } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.store.ts';
import { LedgerRowShape, type LedgerRow } from './ledger-row.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Entry } from './entry.ts';

/** How an entry stands in the ledger: under which epoch of its organization, and whether it was put there a good while ago. */
export interface Recorded {
  callId: string;
  organizationId: string;
  epoch: number;
  isOld: boolean;
}

/** A row with the facts a rule looks at. */
export interface LedgerFacts extends LedgerEntry {
  profileId: string | null;
  teamIds: string[];
  facts: RequestFacts | null;
}

/** Position in the ledger: moment and call. */
export interface After {
  at: Date;
  callId: string;
}

@Injectable()
export class LedgerStore {
  constructor(private readonly database: Database) {}

  /**
   * Writes entries and their share of the sums, each call once: the first record of a call stays. Holds the epochs of the
   * organizations while it writes, so that counters which are being built see all of it or nothing. Answers how each stands.
   */
  add(entries: Entry[]): Promise<Recorded[]> {
    const organizations = [...new Set(entries.map((entry) => entry.organization_id))].sort();
    return this.database.change(async (transaction) => {
      await holdEpochs(transaction, organizations);
      await insert(transaction, entries);
      return recorded(transaction, entries);
    });
  }

  async get(organizationId: string, callIds: string[]): Promise<LedgerEntry[]> {
    const rows = await this.database.client.ledgerRow.findMany({ where: { organizationId, callId: { in: callIds } } });
    return rows.map((row) => toEntry(LedgerRowShape.parse(row)));
  }

  /** A portion of a period in order, with what rules look at. */
  async portion(
    organizationId: string,
    { from, to }: { from: Date; to: Date },
    after: After | undefined,
    limit: number,
  ): Promise<LedgerFacts[]> {
    const rows = await this.database.client.ledgerRow.findMany({
      where: {
        organizationId,
        at: { gte: from, lt: to },
        ...(after ? { OR: [{ at: { gt: after.at } }, { at: after.at, callId: { gt: after.callId } }] } : {}),
      },
      orderBy: [{ at: 'asc' }, { callId: 'asc' }],
      take: limit,
    });
    return rows.map((row) => {
      const shape = LedgerRowShape.parse(row);
      return { ...toEntry(shape), profileId: shape.profileId, teamIds: shape.teamIds, facts: shape.facts };
    });
  }
}

const usageOf = (row: LedgerRow): TokenUsage | null =>
  row.inputTokens === null
    ? null
    : {
        inputTokens: row.inputTokens,
        cachedInputTokens: row.cachedInputTokens ?? 0,
        cacheWriteTokens: row.cacheWriteTokens ?? 0,
        outputTokens: row.outputTokens ?? 0,
        reasoningTokens: row.reasoningTokens ?? 0,
      };

const reference = (provider: string | null, model: string | null) =>
  provider === null || model === null ? null : { provider, model };

const toEntry = (row: LedgerRow): LedgerEntry => ({
  callId: row.callId,
  at: row.at.toISOString(),
  source: row.source,
  requested: reference(row.requestedProvider, row.requestedModel),
  used: reference(row.usedProvider, row.usedModel),
  ruleId: row.ruleId,
  usage: usageOf(row),
  costMicroUsd: row.cost,
  baselineMicroUsd: row.baseline,
  savedMicroUsd: row.cost === null || row.baseline === null ? null : row.baseline - row.cost,
});

const holdEpochs = async (transaction: Transaction, organizations: string[]): Promise<void> => {
  await transaction.$executeRaw`
    INSERT INTO budget_epoch (organization_id) SELECT unnest(${organizations}::text[]) ON CONFLICT DO NOTHING`;
  await transaction.$queryRaw`
    SELECT epoch FROM budget_epoch WHERE organization_id = ANY(${organizations}::text[]) ORDER BY organization_id FOR SHARE`;
};

// Keys are written in order: two replicas never wait for each other in a circle.
const insert = (transaction: Transaction, entries: Entry[]): Promise<number> =>
  transaction.$executeRaw(Prisma.sql`
    WITH incoming AS MATERIALIZED (
      SELECT DISTINCT ON (organization_id, call_id) *
      FROM jsonb_populate_recordset(NULL::ledger, ${JSON.stringify(entries)}::jsonb)
      ORDER BY organization_id, call_id
    ), fresh AS (
      INSERT INTO ledger (organization_id, call_id, epoch, at, source, outcome, profile_id, principal_kind, principal_id, token_id,
        team_ids, requested_provider, requested_model, used_provider, used_model, rule_id, input_tokens, cached_input_tokens,
        cache_write_tokens, output_tokens, reasoning_tokens, cost, baseline, facts)
      SELECT i.organization_id, i.call_id, e.epoch, i.at, i.source, i.outcome, i.profile_id, i.principal_kind, i.principal_id,
        i.token_id, i.team_ids, i.requested_provider, i.requested_model, i.used_provider, i.used_model, i.rule_id, i.input_tokens,
        i.cached_input_tokens, i.cache_write_tokens, i.output_tokens, i.reasoning_tokens, i.cost, i.baseline, i.facts
      FROM incoming i JOIN budget_epoch e USING (organization_id)
      ORDER BY i.organization_id, i.call_id
      ON CONFLICT DO NOTHING
      RETURNING *
    )
    INSERT INTO statistic AS known (organization_id, dimension, hour, key, calls, failed, blocked, input_tokens, cached_input_tokens,
      output_tokens, cost, saved)
    SELECT f.organization_id, k.dimension, date_trunc('hour', f.at, 'UTC'), k.key, count(*),
      count(*) FILTER (WHERE f.outcome IN ('failed', 'interrupted')), count(*) FILTER (WHERE f.outcome IN ('denied', 'refused')),
      coalesce(sum(f.input_tokens), 0), coalesce(sum(f.cached_input_tokens), 0), coalesce(sum(f.output_tokens), 0),
      coalesce(sum(f.cost), 0), coalesce(sum(f.baseline - f.cost), 0)
    FROM fresh f, ledger_keys(ROW(f.*)::ledger) k
    GROUP BY 1, 2, 3, 4
    ORDER BY 1, 2, 3, 4
    ON CONFLICT (organization_id, dimension, hour, key) DO UPDATE SET
      calls = known.calls + excluded.calls,
      failed = known.failed + excluded.failed,
      blocked = known.blocked + excluded.blocked,
      input_tokens = known.input_tokens + excluded.input_tokens,
      cached_input_tokens = known.cached_input_tokens + excluded.cached_input_tokens,
      output_tokens = known.output_tokens + excluded.output_tokens,
      cost = known.cost + excluded.cost,
      saved = known.saved + excluded.saved`);

const recorded = async (transaction: Transaction, entries: Entry[]): Promise<Recorded[]> => {
  const rows = await transaction.$queryRaw<
    { organization_id: string; call_id: string; epoch: bigint; is_old: boolean }[]
  >`
    SELECT l.organization_id, l.call_id, l.epoch, l.recorded_at < now() - interval '5 minutes' AS is_old
    FROM ledger l JOIN unnest(${entries.map((entry) => entry.organization_id)}::text[],
      ${entries.map((entry) => entry.call_id)}::uuid[]) AS wanted (organization_id, call_id) USING (organization_id, call_id)`;
  return rows.map((row) => ({
    callId: row.call_id,
    organizationId: row.organization_id,
    epoch: Number(row.epoch),
    isOld: row.is_old,
  }));
};
