import { CallOutcome, LlmSource, RequestFacts } from '@archestra/contracts';
import { z } from 'zod';

const Amount = z.bigint().transform(Number).nullable();

/** A row of the ledger as the database gives it, with numbers for its amounts. */
export const LedgerRowShape = z.object({
  callId: z.string(),
  at: z.date(),
  source: LlmSource,
  outcome: CallOutcome,
  profileId: z.string().nullable(),
  teamIds: z.array(z.string()),
  requestedProvider: z.string().nullable(),
  requestedModel: z.string().nullable(),
  usedProvider: z.string().nullable(),
  usedModel: z.string().nullable(),
  ruleId: z.string().nullable(),
  inputTokens: Amount,
  cachedInputTokens: Amount,
  cacheWriteTokens: Amount,
  outputTokens: Amount,
  reasoningTokens: Amount,
  cost: Amount,
  baseline: Amount,
  facts: RequestFacts.nullable(),
});
export type LedgerRow = z.output<typeof LedgerRowShape>;
