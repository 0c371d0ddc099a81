import { z } from 'zod';
import { Empty, Id, page, PageRequest, SearchText, Timestamp } from './common.ts';
import { event } from './event.ts';
import { PrincipalKind } from './identity.contract.ts';
import {
  Budget,
  BudgetInput,
  BudgetRefusal,
  BudgetState,
  LedgerEntry,
  MicroUsd,
  OptimizationRule,
  OptimizationRuleInput,
  Price,
  PriceInput,
  StatisticGroup,
  StatisticRow,
} from './cost-shape.ts';
import { RequestFacts } from './content-class.ts';
import { LlmSource } from './llm.contract.ts';
import { ModelReference } from './model-reference.ts';
import { rpc } from './rpc.ts';

/** Calls metered in one hour for one profile, person, server and tool. */
export const UsageRow = z.object({
  hour: Timestamp,
  profileId: Id,
  userId: Id,
  serverId: Id.nullable(),
  name: z.string(),
  calls: z.number().int(),
  failed: z.number().int(),
  denied: z.number().int(),
  requestBytes: z.number().int(),
  responseBytes: z.number().int(),
  durationUs: z.number().int(),
});
export type UsageRow = z.output<typeof UsageRow>;

export const cost = {
  listUsage: rpc(
    'cost.usage.list',
    z.object({
      from: Timestamp,
      to: Timestamp,
      profileId: Id.optional(),
      limit: z.number().int().min(1).max(5_000).default(1_000),
    }),
    z.object({ items: z.array(UsageRow) }),
  ),
  /**
   * Before a call: which model it goes to, who may answer instead, and money and tokens put aside for the worst it can cost.
   * Settled by the event of the call; planned twice under one id, it is reserved once. Throws CONFLICT when a call of this id is
   * over, PEER_UNAVAILABLE while nobody can tell what is spent.
   */
  planCall: rpc(
    'cost.call.plan',
    RequestFacts.extend({
      callId: Id,
      source: LlmSource,
      principal: z.object({ kind: PrincipalKind, id: Id }),
      tokenId: Id.nullable(),
      teamIds: z.array(Id),
      profileId: Id.nullable(),
      requested: ModelReference,
    }),
    z.discriminatedUnion('outcome', [
      z.object({
        outcome: z.literal('go'),
        target: ModelReference,
        /** Fallbacks of the target's provider that fit the budgets too, in their order. No other may be asked. */
        fallbacks: z.array(ModelReference),
        ruleId: Id.nullable(),
        reservedMicroUsd: MicroUsd,
        /** A budget that blocks holds for the call: no answer may be longer than planned. */
        limitsOutput: z.boolean(),
      }),
      z.object({ outcome: z.literal('full'), budget: BudgetRefusal }),
      z.object({ outcome: z.literal('unpriced'), target: ModelReference }),
    ]),
    1_500,
  ),
  listPrices: rpc(
    'cost.price.list',
    PageRequest.extend({
      search: SearchText.optional(),
      source: z.string().max(64).optional(),
      at: Timestamp.optional(),
    }),
    page(Price),
  ),
  /** From `validFrom` on; the price before it ends there. */
  setPrice: rpc('cost.price.set', PriceInput, Price),
  deletePrice: rpc('cost.price.delete', z.object({ id: Id }), Empty),
  /** Entries of the public price table of LiteLLM (`model_prices_and_context_window.json`), in portions that fit a message, as prices of the organization. Only what changed gets a new period; entries without a price per token are skipped. */
  importPrices: rpc(
    'cost.price.import',
    z.object({ entries: z.record(z.string().max(300), z.unknown()), validFrom: Timestamp.optional() }),
    z.object({
      added: z.number().int(),
      changed: z.number().int(),
      unchanged: z.number().int(),
      skipped: z.number().int(),
    }),
    30_000,
  ),
  listBudgets: rpc('cost.budget.list', Empty, z.object({ items: z.array(BudgetState) })),
  createBudget: rpc('cost.budget.create', BudgetInput, Budget),
  updateBudget: rpc('cost.budget.update', BudgetInput.extend({ id: Id }), Budget),
  deleteBudget: rpc('cost.budget.delete', z.object({ id: Id }), Empty),
  listRules: rpc('cost.rule.list', Empty, z.object({ items: z.array(OptimizationRule) })),
  createRule: rpc('cost.rule.create', OptimizationRuleInput, OptimizationRule),
  updateRule: rpc('cost.rule.update', OptimizationRuleInput.extend({ id: Id }), OptimizationRule),
  deleteRule: rpc('cost.rule.delete', z.object({ id: Id }), Empty),
  /** What a rule would have done with the answered calls of a period; nothing changes. How full budgets were is not looked at. */
  simulateRule: rpc(
    'cost.rule.simulate',
    z.object({ rule: OptimizationRuleInput, from: Timestamp, to: Timestamp }),
    z.object({
      calls: z.number().int(),
      matched: z.number().int(),
      unpriced: z.number().int(),
      costMicroUsd: MicroUsd,
      simulatedMicroUsd: MicroUsd,
    }),
    10_000,
  ),
  getLedger: rpc(
    'cost.ledger.get',
    z.object({ callIds: z.array(Id).max(200) }),
    z.object({ items: z.array(LedgerEntry) }),
  ),
  readStatistics: rpc(
    'cost.statistic.read',
    z.object({ from: Timestamp, to: Timestamp, bucket: z.enum(['hour', 'day']), groupBy: StatisticGroup }),
    z.object({ items: z.array(StatisticRow) }),
    5_000,
  ),
} as const;

const priceFact = z.object({ source: z.string(), model: z.string() });
export const costEvents = {
  budgetAlerted: event(
    'cost.budget.alerted',
    BudgetRefusal.extend({ percent: z.number().int(), subject: z.string().nullable() }),
  ),
  budgetChanged: event('cost.budget.changed', z.object({ before: Budget.nullable(), after: Budget.nullable() })),
  ruleChanged: event(
    'cost.rule.changed',
    z.object({ before: OptimizationRule.nullable(), after: OptimizationRule.nullable() }),
  ),
  priceChanged: event('cost.price.changed', priceFact),
  pricesImported: event(
    'cost.price.imported',
    z.object({ added: z.number().int(), changed: z.number().int(), skipped: z.number().int() }),
  ),
} as const;
