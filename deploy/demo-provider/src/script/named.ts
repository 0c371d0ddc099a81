import { lastWords, sinceThen, type ModelRequest } from '../request/request.ts';
import { filled } from './filled.ts';
import { say, type Fault, type Part, type Script } from './script.ts';

const PLAIN_FAULTS = new Set(['malformed', 'half', 'disconnect', 'stall', 'page']);
const LONG_ENOUGH_TO_BREAK = 'One two three four five six seven eight nine ten.';

/** The fault a word names: `status-429`, `status-429-2` (retry after 2 s), `slow-500` (ms), `half` …; undefined for other words. */
export const faultNamed = (name: string): Fault | undefined => {
  if (PLAIN_FAULTS.has(name)) return { kind: name as 'half' };
  const [, word, number, more] = /^(status|slow)-(\d+)(?:-(\d+))?$/.exec(name) ?? [];
  if (word === 'slow') return { kind: 'slow', delayMs: Number(number) };
  if (word !== 'status') return undefined;
  return { kind: 'status', status: Number(number), ...(more ? { retryAfterSeconds: Number(more) } : {}) };
};

const echo = (request: ModelRequest): Script => say(lastWords(request) || 'Nothing was said.');

const hasResults = (request: ModelRequest): boolean => sinceThen(request).some(({ role }) => role === 'tool');

const results = (request: ModelRequest): Script =>
  say(
    sinceThen(request)
      .flatMap((turn) => (turn.role === 'tool' ? [`${turn.name}: ${turn.text}`] : []))
      .join('\n'),
  );

const calls = (request: ModelRequest, most: number): Script => {
  if (hasResults(request)) return results(request);
  const parts = request.tools.slice(0, most).map(({ name, schema }): Part => ({
    kind: 'call',
    name,
    argumentsText: JSON.stringify(filled(schema, lastWords(request))),
  }));
  return parts.length > 0 ? { parts } : say('No tools were declared.');
};

const withBrokenArguments = ({ parts, ...more }: Script): Script => ({
  ...more,
  parts: parts.map((part) => (part.kind === 'call' ? { ...part, argumentsText: '{"broken": ' } : part)),
});

/** As providers do it: a limit beyond what the model can write is refused, none at all is fine. */
const withinLimit = (request: ModelRequest, most: number): Script =>
  (request.maxOutputTokens ?? 0) > most
    ? { ...say('Too much.'), fault: { kind: 'status', status: 400 } }
    : echo(request);

/** Models that answer in one way, by their name. */
const byName: Readonly<Record<string, (request: ModelRequest) => Script>> = {
  echo,
  'no-usage': (request) => ({ ...echo(request), usage: null }),
  cached: (request) => ({ ...echo(request), usage: { input: 1_000, cached: 600, cacheWrite: 100 } }),
  reasoning: (request) => ({ parts: [{ kind: 'reasoning', text: 'Thinking it over.' }, ...echo(request).parts] }),
  tool: (request) => calls(request, 1),
  'parallel-tools': (request) => calls(request, 3),
  'broken-arguments': (request) => withBrokenArguments(calls(request, 1)),
};

/** Names of the models that are always there. */
export const modelNames: readonly string[] = ['demo', 'gullible', 'sober', ...Object.keys(byName)];

/** The script of a model by its name: those above, `long-<words>`, `most-<tokens>`, and every fault. Undefined for other names. */
export const scriptNamed = (request: ModelRequest): Script | undefined => {
  const known = Object.hasOwn(byName, request.model) ? byName[request.model] : undefined;
  if (known) return known(request);
  const words = /^long-(\d{1,6})$/.exec(request.model)?.[1];
  if (words) return say(Array.from({ length: Number(words) }, (_, index) => `word${index}`).join(' '));
  const most = /^most-(\d{1,7})$/.exec(request.model)?.[1];
  if (most) return withinLimit(request, Number(most));
  const fault = faultNamed(request.model);
  return fault ? { ...say(LONG_ENOUGH_TO_BREAK), fault } : undefined;
};
