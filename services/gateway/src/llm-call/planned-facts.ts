import type { RequestFacts as PlannedFacts } from '@archestra/contracts';
import { classify, type RequestFacts } from '@archestra/llm';
import type { Destination } from '../llm-model/model.router.ts';

/** Where neither the request nor the provider says how much may come back. */
const DEFAULT_OUTPUT_TOKENS = 16_384;

const ownLimit = ({ provider, reference: { model } }: Destination): number | undefined =>
  provider.models.get(model)?.maxOutputTokens ?? undefined;

/** What the request leaves of the model's context. */
const roomOf = ({ provider, reference: { model } }: Destination, inputTokens: number): number =>
  Math.max(1, (provider.models.get(model)?.contextTokens ?? Infinity) - inputTokens);

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
  const most = Math.floor(planned.maxOutputTokens / facts.answerCount);
  const limit = Math.min(most, roomOf(destination, planned.inputTokens));
  return (ownLimit(destination) ?? Infinity) > limit ? limit : undefined;
};
