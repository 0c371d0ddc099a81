import { dialects } from '@archestra/llm';
import { dialectOf } from '../llm-model/operation.ts';
import type { LlmCall } from './llm-call.ts';

const UNINSPECTED = 'Not on record: nobody inspected this result.';

/**
 * The request as far as it may be told: with what a provider was shown in place of withheld results. Before results were
 * inspected nobody knows which of them are withheld, so none is told.
 */
export const shownRequest = (
  { text, facts, operation }: LlmCall,
  replacements: ReadonlyMap<number, string> | undefined,
): string => {
  const toolResults = replacements ?? new Map(facts.toolResults.map(({ position }) => [position, UNINSPECTED]));
  return toolResults.size === 0 ? text : dialects[dialectOf[operation]].changeRequest(text, facts, { toolResults });
};
