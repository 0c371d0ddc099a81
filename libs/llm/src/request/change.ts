import type { RequestChange } from '../dialect/dialect.ts';
import type { JsonEdit } from '../json/edit.ts';
import type { RequestFacts } from './facts.ts';

/** The edits that dialects have in common: the model, texts in place of tool results, and no reasoning of others. */
export const commonEdits = (facts: RequestFacts, { model, toolResults }: RequestChange): JsonEdit[] => {
  const edits: JsonEdit[] = facts.foreignReasoning.map((path) => ({ path }));
  if (model !== undefined) edits.push({ path: ['model'], value: model });
  if (!toolResults) return edits;
  for (const { position, path, replacement } of facts.toolResults) {
    const text = toolResults.get(position);
    if (text !== undefined) edits.push({ path, value: replacement(text) });
  }
  return edits;
};
