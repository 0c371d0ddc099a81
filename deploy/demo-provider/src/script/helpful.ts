import { lastWords, sinceThen, type DeclaredTool, type ModelRequest } from '../request/request.ts';
import { filled } from './filled.ts';
import { say, type Script } from './script.ts';

const SHOWN_CHARS = 1_500;
const SHOWN_TOOLS = 12;
/** Says nothing about what is wanted. */
const FILLERS = new Set(
  'a an the of to in on at for and or my me i you it is are be can please with what how do does all any this that from show tell'.split(
    ' ',
  ),
);

const stem = (word: string): string => (word.length > 3 ? word.replace(/(?:ies|es|s)$/, '').replace(/y$/, '') : word);

const wordsOf = (text: string): Set<string> =>
  new Set(
    text
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== '' && !FILLERS.has(word))
      .map(stem),
  );

const ownName = (name: string): string => name.split('__').at(-1) ?? name;

/** Words of the name weigh more than those of the description. A tool that is named outright wins. */
const scoreOf = (tool: DeclaredTool, words: Set<string>, text: string): number => {
  const named = wordsOf(ownName(tool.name));
  const described = wordsOf(tool.description);
  const hits = [...words].reduce((sum, word) => sum + (named.has(word) ? 3 : described.has(word) ? 1 : 0), 0);
  const isOutright = text
    .toLowerCase()
    .split(/[^\w-]+/)
    .includes(ownName(tool.name).toLowerCase());
  return hits + (isOutright ? 10 : 0) - named.size / 10;
};

const ENOUGH = 2.5;

/** The tool a person's words ask for; the first one of the best. */
const asked = (tools: readonly DeclaredTool[], text: string): DeclaredTool | undefined => {
  const words = wordsOf(text);
  const scored = tools.map((tool) => ({ tool, score: scoreOf(tool, words, text) }));
  const best = scored.reduce<(typeof scored)[number] | undefined>(
    (known, next) => (known && known.score >= next.score ? known : next),
    undefined,
  );
  return best && best.score >= ENOUGH ? best.tool : undefined;
};

const shown = (text: string): string => (text.length <= SHOWN_CHARS ? text : `${text.slice(0, SHOWN_CHARS)} …`);

const summary = (request: ModelRequest): Script | undefined => {
  const results = sinceThen(request).flatMap((turn) => (turn.role === 'tool' ? [turn] : []));
  if (results.length === 0) return undefined;
  return say(
    results
      .map(({ name, text }) => `**${ownName(name)}** answered:\n\n${shown(text.trim() || '(nothing)')}`)
      .join('\n\n'),
  );
};

const introduction = ({ tools }: ModelRequest, words: string): string => {
  const names = tools.slice(0, SHOWN_TOOLS).map(({ name }) => `\`${ownName(name)}\``);
  const more = tools.length > SHOWN_TOOLS ? ` and ${tools.length - SHOWN_TOOLS} more` : '';
  const offer =
    names.length === 0
      ? 'No tools were given to me.'
      : `Name one of my tools and I call it: ${names.join(', ')}${more}.`;
  return `You said: “${shown(words)}”\n\nI am the demo model that comes with the platform. I answer by fixed rules, without a language model behind me. ${offer}`;
};

const TITLE = /\b(name|title)\b.*\b(conversation|chat)\b/i;
const TITLE_WORDS = 6;

/** A name for what begins with these words: the first of them. */
const titleOf = (words: string): string => {
  const all = words.trim().split(/\s+/);
  return all.length <= TITLE_WORDS ? all.join(' ') : `${all.slice(0, TITLE_WORDS).join(' ')} …`;
};

/** Answers without a model behind them: calls the tool that is asked for, tells what tools returned, fills a schema, else says what it is. */
export const helpful = (request: ModelRequest): Script => {
  const words = lastWords(request);
  const told = summary(request);
  if (told) return told;
  if (request.schema !== undefined) return say(JSON.stringify(filled(request.schema, words)));
  const tool = asked(request.tools, words);
  if (tool)
    return { parts: [{ kind: 'call', name: tool.name, argumentsText: JSON.stringify(filled(tool.schema, words)) }] };
  if (request.tools.length === 0 && TITLE.test(request.instructions)) return say(titleOf(words));
  return say(introduction(request, words));
};
