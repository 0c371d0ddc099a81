import { createHash } from 'node:crypto';
import type { Resident } from './resident.ts';

const MAX_SHOWN = 2_000;

/** Recognizes a text; kept instead of it. */
export const textHash = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** A text of ours as clients hand it on to a model: as it is, or in the JSON of a result. */
export const formsOf = (text: string): string[] => formsOfResult({ content: [{ type: 'text', text }] });

/** A result as clients hand it on to a model: its JSON, that of its content, or the texts in it. */
export const formsOfResult = (result: unknown): string[] => {
  const content = typeof result === 'object' && result !== null && 'content' in result ? result.content : undefined;
  const texts = Array.isArray(content) ? content.flatMap((block) => textOf(block)) : [];
  return [result, content]
    .flatMap((value) => (value === undefined ? [] : [JSON.stringify(value)]))
    .concat(texts.length === 0 ? [] : [texts.join('\n'), texts.join('')]);
};

const textOf = (block: unknown): string[] =>
  typeof block === 'object' && block !== null && 'text' in block && typeof block.text === 'string' ? [block.text] : [];

/** Remembers that this was shown in place of, or as, a result that a policy keeps from models. */
export const noteShown = ({ shown }: Resident, form: string): void => {
  const [oldest = ''] = shown;
  if (shown.size >= MAX_SHOWN) shown.delete(oldest);
  shown.add(textHash(form));
};
