import { modelReferenceText, type EventData, type llmEvents, type TokenUsage } from '@archestra/contracts';
import type { Charged } from '../budget/budget-counter.ts';
import { callCost } from '../price/call-cost.ts';
import type { Prices } from '../price/prices.ts';

type Call = EventData<typeof llmEvents.llmCallCompleted>;

/** A row of the ledger, named like its columns. */
export interface Entry {
  organization_id: string;
  call_id: string;
  at: string;
  source: Call['source'];
  outcome: Call['outcome'];
  profile_id: string | null;
  principal_kind: Call['principal']['kind'];
  principal_id: string;
  token_id: string | null;
  team_ids: string[];
  requested_provider: string | null;
  requested_model: string | null;
  used_provider: string | null;
  used_model: string | null;
  rule_id: string | null;
  input_tokens: number | null;
  cached_input_tokens: number | null;
  cache_write_tokens: number | null;
  output_tokens: number | null;
  reasoning_tokens: number | null;
  cost: number | null;
  baseline: number | null;
  facts: Call['facts'] | null;
}

/**
 * The tokens an entry stands for. A call whose gateway died while a provider worked on it counts with the most it was planned for:
 * the provider may charge for it, and nobody counted.
 */
const usageOf = ({ usage, isUsageEstimated, error, used, facts }: Call): TokenUsage | null => {
  const isCounted = usage !== null && !isUsageEstimated;
  if (isCounted || error?.code !== 'CALL_INTERRUPTED' || !used || !facts) return usage;
  const { inputTokens, maxOutputTokens: outputTokens } = facts;
  return { inputTokens, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens, reasoningTokens: 0 };
};

const amounts = (organizationId: string, call: Call, usage: TokenUsage | null, prices: Prices) => {
  // Counting tokens is free with every provider, and a call without tokens costs nothing.
  if (!usage || !call.used || call.operation === 'count-tokens') return { cost: 0, baseline: 0 };
  const atMs = Date.parse(call.startedAt);
  const rates = prices.find(organizationId, call.used, atMs);
  const before = call.requested ? prices.find(organizationId, call.requested, atMs) : rates;
  return {
    cost: rates ? callCost(usage, rates) : null,
    baseline: before ? callCost(usage, before) : null,
  };
};

const references = ({ requested, used }: Call) => ({
  requested_provider: requested?.provider ?? null,
  requested_model: requested?.model ?? null,
  used_provider: used?.provider ?? null,
  used_model: used?.model ?? null,
});

const noTokens = {
  input_tokens: null,
  cached_input_tokens: null,
  cache_write_tokens: null,
  output_tokens: null,
  reasoning_tokens: null,
};

const tokens = (usage: TokenUsage) => ({
  input_tokens: usage.inputTokens,
  cached_input_tokens: usage.cachedInputTokens,
  cache_write_tokens: usage.cacheWriteTokens,
  output_tokens: usage.outputTokens,
  reasoning_tokens: usage.reasoningTokens,
});

/** What a recorded call is in the ledger: its tokens at the prices of the moment it began. */
export const entryOf = (organizationId: string, call: Call, prices: Prices): Entry => {
  const usage = usageOf(call);
  return {
    organization_id: organizationId,
    call_id: call.callId,
    at: call.startedAt,
    source: call.source,
    outcome: call.outcome,
    profile_id: call.profile?.id ?? null,
    principal_kind: call.principal.kind,
    principal_id: call.principal.id,
    token_id: call.principal.tokenId ?? null,
    team_ids: [...new Set(call.teamIds)].sort(),
    ...references(call),
    rule_id: call.ruleId,
    ...(usage ? tokens(usage) : noTokens),
    ...amounts(organizationId, call, usage, prices),
    facts: call.facts ?? null,
  };
};

/** Whom an entry counts for, and what it used. */
export const chargeOf = (entry: Entry): { charged: Charged; atMs: number; microUsd: number; tokens: number } => ({
  charged: {
    source: entry.source,
    teamIds: entry.team_ids,
    userId: entry.principal_kind === 'user' ? entry.principal_id : null,
    profileId: entry.profile_id,
    tokenId: entry.token_id,
    model:
      entry.used_provider === null || entry.used_model === null
        ? null
        : modelReferenceText({ provider: entry.used_provider, model: entry.used_model }),
  },
  atMs: Date.parse(entry.at),
  microUsd: entry.cost ?? 0,
  tokens: (entry.input_tokens ?? 0) + (entry.output_tokens ?? 0),
});
