import type { RequestFacts as PlannedFacts } from '@archestra/contracts';
import { classify, type RequestFacts } from '@archestra/llm';
import type { Destination } from '../llm-model/model.router.ts';

/** Where neither the request nor the provider says how much may come back. Enough for an answer that was thought about. */
const DEFAULT_OUTPUT_TOKENS = 32_768;

const ownLimit = ({ provider, reference: { model } }: Destination): number | undefined =>
  provider.models.get(model)?.maxOutputTokens ?? undefined;

/** What a call is planned with. Whoever asks for embeddings gets no tokens back. */
export const plannedFacts = (facts: RequestFacts, operation: string, wanted: Destination): PlannedFacts => ({
  hasTools: facts.declaredTools.length > 0,
  hasImages: facts.imageCount > 0,
  contentClass: classify(facts.userTexts.at(-1) ?? ''),
  inputTokens: facts.estimateTokens(),
  maxOutputTokens:
    operation === 'embeddings'
      ? 0
      : (facts.maxOutputTokens ?? (ownLimit(wanted) ?? DEFAULT_OUTPUT_TOKENS) * facts.answerCount),
});

/**
 * The tokens each answer may have with a model, where a budget holds and the model could write more than was put aside; undefined
 * where nothing needs to be said.
 */
export const outputLimit = (
  facts: RequestFacts,
  planned: PlannedFacts,
  destination: Destination,
): number | undefined => {
  if (facts.maxOutputTokens !== undefined || planned.maxOutputTokens === 0) return undefined;
  const limit = Math.floor(planned.maxOutputTokens / facts.answerCount);
  return (ownLimit(destination) ?? Infinity) > limit ? limit : undefined;
};
