import type { RequestChange } from '../dialect/dialect.ts';
import type { JsonEdit } from '../json/edit.ts';
import type { RequestFacts } from './facts.ts';

/** The edits that dialects have in common: the model, and texts in place of tool results. */
export const commonEdits = (facts: RequestFacts, { model, toolResults }: RequestChange): JsonEdit[] => {
  const edits: JsonEdit[] = model === undefined ? [] : [{ path: ['model'], value: model }];
  if (!toolResults) return edits;
  for (const { position, path, replacement } of facts.toolResults) {
    const text = toolResults.get(position);
    if (text !== undefined) edits.push({ path, value: replacement(text) });
  }
  return edits;
};
