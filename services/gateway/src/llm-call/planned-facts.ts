import type { RequestFacts as PlannedFacts } from '@archestra/contracts';
import { classify, type RequestFacts } from '@archestra/llm';
import type { KnownProvider } from '../llm-model/provider.index.ts';

/** Where neither the request nor the provider says how much may come back. */
const DEFAULT_OUTPUT_TOKENS = 8_192;

/** What a call is planned with. Whoever asks for embeddings gets no tokens back. */
export const plannedFacts = (
  facts: RequestFacts,
  operation: string,
  { provider, model }: { provider: KnownProvider; model: string },
): PlannedFacts => ({
  hasTools: facts.declaredTools.length > 0,
  hasImages: facts.imageCount > 0,
  contentClass: classify(facts.userTexts.at(-1) ?? ''),
  inputTokens: facts.estimateTokens(),
  maxOutputTokens:
    operation === 'embeddings'
      ? 0
      : (facts.maxOutputTokens ?? provider.models.get(model)?.maxOutputTokens ?? DEFAULT_OUTPUT_TOKENS),
});
