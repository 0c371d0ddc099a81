import { Id, LlmSource, ModelReference } from '@archestra/contracts';
import { z } from 'zod';
import type { Part } from './counter.store.ts';

const Way = z.object({ target: ModelReference, microUsd: z.number() });

const OpenRecord = z.object({
  charged: z.object({
    source: LlmSource,
    teamIds: z.array(z.string()),
    userId: z.string().nullable(),
    profileId: z.string().nullable(),
    tokenId: z.string().nullable(),
  }),
  atMs: z.number(),
  tokens: z.number(),
  /** The target first, then its fallbacks. */
  ways: z.tuple([Way], Way),
  ruleId: Id.nullable(),
  limitsOutput: z.boolean(),
  /** Counter and amount, as text: Lua counts in floating point. */
  parts: z.array(z.tuple([z.string(), z.string()])),
});
/** What stands in Redis for a call in work: enough to say the plan again, and to reserve it under other budgets. */
export type OpenRecord = z.output<typeof OpenRecord>;

/** Throws when Redis holds something else under our name. */
export const readOpenRecord = (text: string): OpenRecord => OpenRecord.parse(JSON.parse(text));

export const writeOpenRecord = (record: Omit<OpenRecord, 'parts'>, parts: Part[]): string =>
  JSON.stringify({
    ...record,
    parts: parts.filter(({ amount }) => amount > 0).map(({ field, amount }) => [field, String(amount)]),
  });
