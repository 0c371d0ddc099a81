import type { Prompt } from '@archestra/contracts';

/** What follows the slash while somebody looks for a prompt; undefined when they do not: only a message that begins with a slash is a search. */
export const slashWords = (text: string): string | undefined => /^\/([^\s/]*)$/.exec(text)?.[1]?.toLowerCase();

const SHOWN = 8;

/** Prompts for what was typed: those whose name begins so first, then those that hold it in name or title. */
export const promptsFor = (prompts: readonly Prompt[], words: string): Prompt[] => {
  const begins = prompts.filter(({ name }) => name.startsWith(words));
  const holds = prompts.filter(
    (prompt) => !begins.includes(prompt) && `${prompt.name} ${prompt.title}`.toLowerCase().includes(words),
  );
  return [...begins, ...holds].slice(0, SHOWN);
};
