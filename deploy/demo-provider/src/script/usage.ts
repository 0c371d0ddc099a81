import type { ModelRequest } from '../request/request.ts';
import type { Part, Script, Usage } from './script.ts';

const CHARS_PER_TOKEN = 4;

const tokens = (chars: number): number => Math.ceil(chars / CHARS_PER_TOKEN);

const charsOf = (parts: readonly Part[]): number =>
  parts.reduce(
    (sum, part) => sum + (part.kind === 'call' ? part.argumentsText.length + part.name.length : part.text.length),
    0,
  );

/** What the answer is said to have used: four characters a token, and what the script says otherwise. */
export const usageOf = (request: ModelRequest, { parts, usage }: Script): Usage | undefined =>
  usage === null
    ? undefined
    : {
        input: tokens(request.chars),
        cached: 0,
        cacheWrite: 0,
        output: tokens(charsOf(parts)),
        reasoning: tokens(charsOf(parts.filter(({ kind }) => kind === 'reasoning'))),
        ...usage,
      };
