import { z } from 'zod';

/** What a request is about, found without a model. */
export const ContentClass = z.enum(['code', 'math', 'writing', 'extraction', 'conversation', 'other']);
export type ContentClass = z.output<typeof ContentClass>;

/** What a call was planned with; conditions of rules are about it. */
export const RequestFacts = z.object({
  hasTools: z.boolean(),
  hasImages: z.boolean(),
  contentClass: ContentClass,
  /** An upper bound of what is sent, and the most that may come back. */
  inputTokens: z.number().int().nonnegative(),
  maxOutputTokens: z.number().int().nonnegative(),
});
export type RequestFacts = z.output<typeof RequestFacts>;
