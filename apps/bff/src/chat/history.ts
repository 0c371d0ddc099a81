import { convertToModelMessages, type ModelMessage, type UIMessage } from 'ai';
import { z } from 'zod';
import type { AnswerPart } from './answer-parts.ts';
import type { HistoryMessage } from './run.store.ts';

const Shown = z.looseObject({ content: z.array(z.looseObject({ type: z.string() })) });

/** A result as a model reads it: its text where it has only text. */
const forModel = (output: unknown): unknown => {
  const shown = Shown.safeParse(output);
  if (!shown.success) return output;
  const { content } = shown.data;
  const texts = content.flatMap((block) => (typeof block['text'] === 'string' ? [block['text']] : []));
  if (texts.length === 0 && 'structuredContent' in shown.data) return shown.data['structuredContent'];
  return content.map((block) => (typeof block['text'] === 'string' ? block['text'] : `[${block.type}]`)).join('\n');
};

const toModel = (part: AnswerPart): AnswerPart[] => {
  if (part.type === 'data-tool' || part.type === 'reasoning') return [];
  if (part.type === 'dynamic-tool' && part.state === 'output-available')
    return [{ ...part, output: forModel(part.output) }];
  return [part];
};

/** What a model is told: the branch up to the question, then what was answered so far. Thoughts and cards stay out. */
export const modelMessages = (
  history: readonly HistoryMessage[],
  parts: readonly AnswerPart[],
): Promise<ModelMessage[]> => {
  const told = [...history, { id: 'answer', role: 'assistant', parts }];
  const messages = told
    .map(({ role, parts: all }) => ({ role, parts: all.flatMap(toModel) }))
    .filter(({ parts: all }) => all.some(({ type }) => type !== 'step-start'));
  return convertToModelMessages(messages as Omit<UIMessage, 'id'>[], { ignoreIncompleteToolCalls: true });
};
