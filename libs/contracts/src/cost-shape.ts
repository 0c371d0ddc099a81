import { z } from 'zod';
import { Id, Timestamp } from './common.ts';
import { ContentClass } from './content-class.ts';
import { LlmSource, TokenUsage } from './llm.contract.ts';
import { ModelName, ModelReference } from './model-reference.ts';

/** Millionths of a dollar, whole. */
export const MicroUsd = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

/** Millionths of a dollar for a million tokens, whole: $2.50 per million is 2,500,000. */
const MicroUsdPerMillion = z.number().int().nonnegative().max(1_000_000_000_000);

/** Where a price list ends and the next begins: calls with more input than `aboveTokens` pay these prices for all their tokens. */
export const PriceTier = z.object({
  aboveTokens: z.number().int().positive(),
  input: MicroUsdPerMillion,
  output: MicroUsdPerMillion,
  cachedInput: MicroUsdPerMillion.nullable().default(null),
  cacheWrite: MicroUsdPerMillion.nullable().default(null),
});
export type PriceTier = z.output<typeof PriceTier>;

/**
 * What a model costs from one moment to another. Yesterday's call keeps yesterday's price. Cache prices fall back to `input`.
 * The model `*` stands for every model of the source that has no price of its own.
 */
export const Price = z.object({
  id: Id,
  /** Null: of the catalog that comes with the platform. An organization's own price goes before it. */
  organizationId: Id.nullable(),
  source: z.string().min(1).max(64),
  model: ModelName,
  input: MicroUsdPerMillion,
  output: MicroUsdPerMillion,
  cachedInput: MicroUsdPerMillion.nullable(),
  cacheWrite: MicroUsdPerMillion.nullable(),
  tiers: z.array(PriceTier).max(8),
  validFrom: Timestamp,
  validTo: Timestamp.nullable(),
});
export type Price = z.output<typeof Price>;
export const PriceInput = Price.omit({ id: true, organizationId: true, validTo: true });
export type PriceInput = z.output<typeof PriceInput>;

export const BudgetScope = z.enum(['organization', 'team', 'user', 'profile', 'token', 'model']);
export type BudgetScope = z.output<typeof BudgetScope>;
/** Calendar windows in the budget's time zone; `total` never starts anew. */
export const BudgetWindow = z.enum(['hour', 'day', 'week', 'month', 'total']);
export type BudgetWindow = z.output<typeof BudgetWindow>;
// The list of supported values has one name of each zone only: not the ones people in Kolkata or Kyiv look for.
const isTimeZone = (zone: string): boolean => {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};
const TimeZone = z
  .string()
  .max(64)
  .regex(/^[A-Za-z]/)
  .refine(isTimeZone, 'an IANA time zone');

export const Budget = z.object({
  id: Id,
  name: z.string().min(1).max(120),
  scope: BudgetScope,
  /** The team, user, profile, token, or `provider:model`; null for the organization, or for each member of the scope separately. */
  subject: z.string().max(260).nullable(),
  unit: z.enum(['micro-usd', 'tokens']),
  limit: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER),
  window: BudgetWindow,
  timeZone: TimeZone,
  /** Per cent of the limit at which somebody is told. */
  alertPercents: z.array(z.number().int().min(1).max(100)).max(8),
  /** Whether a call that does not fit is refused, or only told. */
  blocks: z.boolean(),
  isEnabled: z.boolean(),
  createdAt: Timestamp,
});
export type Budget = z.output<typeof Budget>;
export const BudgetInput = Budget.omit({ id: true, createdAt: true });
export type BudgetInput = z.output<typeof BudgetInput>;
/** How far a budget is used in its window now. `reserved` belongs to calls in work. For a budget per member, of the one that used most. */
export const BudgetState = Budget.extend({
  spent: z.number().int().nonnegative(),
  reserved: z.number().int().nonnegative(),
  windowStartsAt: Timestamp.nullable(),
  windowEndsAt: Timestamp.nullable(),
});
export type BudgetState = z.output<typeof BudgetState>;

/** When a rule holds: every condition that is given. */
export const RuleCondition = z.object({
  /** Models as asked for; empty: every one. */
  models: z.array(ModelReference).max(50).default([]),
  minInputTokens: z.number().int().nonnegative().optional(),
  maxInputTokens: z.number().int().nonnegative().optional(),
  hasTools: z.boolean().optional(),
  hasImages: z.boolean().optional(),
  profileIds: z.array(Id).max(200).default([]),
  teamIds: z.array(Id).max(200).default([]),
  contentClasses: z.array(ContentClass).default([]),
  /** Minutes of the day in `timeZone`, from inclusive, to exclusive; over midnight when `from > to`. */
  time: z
    .object({
      fromMinute: z.number().int().min(0).max(1_439),
      toMinute: z.number().int().min(0).max(1_440),
      timeZone: TimeZone,
    })
    .optional(),
  /** Only when some budget that holds for the call is used at least this far. */
  minBudgetPercent: z.number().int().min(0).max(100).optional(),
});
export type RuleCondition = z.output<typeof RuleCondition>;

/** Sends calls to another model. The first rule by priority (lowest number first) that holds decides. */
export const OptimizationRule = z.object({
  id: Id,
  name: z.string().min(1).max(120),
  priority: z.number().int().min(0).max(10_000),
  condition: RuleCondition,
  target: ModelReference,
  isEnabled: z.boolean(),
  createdAt: Timestamp,
});
export type OptimizationRule = z.output<typeof OptimizationRule>;
export const OptimizationRuleInput = OptimizationRule.omit({ id: true, createdAt: true });
export type OptimizationRuleInput = z.output<typeof OptimizationRuleInput>;

/** What one call cost and would have cost. Amounts are null when the model had no price. */
export const LedgerEntry = z.object({
  callId: Id,
  at: Timestamp,
  source: LlmSource,
  requested: ModelReference.nullable(),
  used: ModelReference.nullable(),
  ruleId: Id.nullable(),
  usage: TokenUsage.nullable(),
  costMicroUsd: MicroUsd.nullable(),
  /** The same tokens at the price of the model that was asked for. */
  baselineMicroUsd: MicroUsd.nullable(),
  /** `baseline − cost`: negative when the rule made it dearer. */
  savedMicroUsd: z.number().int().nullable(),
});
export type LedgerEntry = z.output<typeof LedgerEntry>;

export const StatisticGroup = z.enum(['team', 'profile', 'model', 'user', 'source']);
export type StatisticGroup = z.output<typeof StatisticGroup>;
export const StatisticRow = z.object({
  bucket: Timestamp,
  /** Id of the team, profile or user, `provider:model`, or the source; `none` where there is none. */
  key: z.string(),
  calls: z.number().int(),
  failed: z.number().int(),
  blocked: z.number().int(),
  inputTokens: z.number().int(),
  cachedInputTokens: z.number().int(),
  outputTokens: z.number().int(),
  costMicroUsd: z.number().int(),
  savedMicroUsd: z.number().int(),
});
export type StatisticRow = z.output<typeof StatisticRow>;

/** Money or tokens a call may not go beyond: what the 402 says. */
export const BudgetRefusal = Budget.pick({
  id: true,
  name: true,
  scope: true,
  unit: true,
  limit: true,
  window: true,
}).extend({
  spent: z.number().int().nonnegative(),
  reserved: z.number().int().nonnegative(),
  resetsAt: Timestamp.nullable(),
});
export type BudgetRefusal = z.output<typeof BudgetRefusal>;
