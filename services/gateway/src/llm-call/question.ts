import { dialects, openExchange, type Exchange, type SourceDialect, type TargetDialect } from '@archestra/llm';
import type { Question } from '../llm-upstream/question.ts';
import { dialectOf } from '../llm-model/operation.ts';
import type { Destination } from '../llm-model/model.router.ts';
import type { LlmCall } from './llm-call.ts';

/** A question as a provider gets it; `exchange` reads the answer where it is in another dialect. */
export interface WrittenQuestion extends Question {
  readonly exchange: Exchange | undefined;
}

/**
 * The request in the words of the provider: the same text in the same dialect, with nothing changed but the model's name,
 * results that are not to be shown, a limit that a budget needs, and the wish for usage; else translated. Throws `INVALID_INPUT` that names the field
 * which cannot be carried over.
 */
export const writeQuestion = async (
  { operation, text, body: asked, facts, headers }: LlmCall,
  destination: Destination,
  { toolResults, maxOutputTokens }: { toolResults: ReadonlyMap<number, string>; maxOutputTokens: number | undefined },
): Promise<WrittenQuestion> => {
  const { model } = destination.reference;
  const from = dialectOf[operation];
  const { isStreamed } = facts;
  const isLimited = maxOutputTokens !== undefined;
  const changed = {
    ...(toolResults.size > 0 ? { toolResults } : {}),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
  };
  if (destination.dialect === from) {
    const named = model === facts.model ? {} : { model };
    const change = { ...named, ...changed, asksForUsage: isStreamed };
    const body = dialects[from].changeRequest(text, facts, change);
    return { body, isStreamed, isLimited, headers, exchange: undefined };
  }
  const isChanged = Object.keys(changed).length > 0;
  const shown: unknown = isChanged ? JSON.parse(dialects[from].changeRequest(text, facts, changed)) : asked;
  const translation = { from: from as SourceDialect, to: destination.dialect as TargetDialect, model };
  const exchange = await openExchange(translation, shown);
  return { body: exchange.request, isStreamed, isLimited, headers: exchange.headers, exchange };
};
