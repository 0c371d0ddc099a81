import { ArgumentPath } from '@archestra/contracts';
import { wordsOf } from './word.ts';

/** What an argument is for. */
export type Purpose = 'recipient' | 'place' | 'target' | 'command' | 'content';

export interface Argument {
  /** Empty when no path can name it. */
  readonly path: string;
  readonly purpose: Purpose;
}

const has = (words: readonly string[], pattern: RegExp): boolean => words.some((word) => pattern.test(word));

const recipients =
  /^(?:to|cc|bcc|recipients?|e?mails?|addresses|receivers?|participants?|attendees?|invitees?|guests?|members?|channels?|phone|payees?|iban|beneficiary|accounts?|usernames?|users?|assignees?|rooms?|chat|contacts?|friends?|followers?|persons?|people|audience|reviewers?)$/;
const places =
  /^(?:urls?|uris?|links?|webhooks?|hosts?|hostname|domains?|website|endpoint|remote|proxy|connectionstring)$/;
const commands = /^(?:sql|commands?|cmd|code|script|function|expression|pipeline|shell|args|program|statements?)$/;
const contents =
  /^(?:body|content|contents|text|messages?|subject|title|descriptions?|notes?|comments?|captions?|quer(?:y|ies)|q|prompt|summary|reason|data|markdown|thoughts?|observations|reviews?)$/;
const switches =
  /^(?:limit|offset|page|count|max|min|size|sort|order|format|cursor|depth|timeout|width|height|head|tail|language)$/;

const purposes: readonly (readonly [RegExp, Purpose])[] = [
  [commands, 'command'],
  [places, 'place'],
  [recipients, 'recipient'],
  [contents, 'content'],
];

interface Schema {
  readonly type?: unknown;
  readonly format?: unknown;
  readonly description?: unknown;
  readonly enum?: unknown;
  readonly properties?: unknown;
  readonly items?: unknown;
  readonly anyOf?: unknown;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first alternative that is not null: optional arguments are often written so. */
const plain = (schema: Schema): Schema => {
  const choices = Array.isArray(schema.anyOf) ? schema.anyOf.filter(isRecord) : [];
  return choices.find(({ type }) => type !== 'null') ?? schema;
};

const byFormat = ({ format }: Schema): Purpose | undefined => {
  if (format === 'email' || format === 'idn-email') return 'recipient';
  return format === 'uri' || format === 'url' || format === 'hostname' ? 'place' : undefined;
};

const purposeOf = (name: string, schema: Schema): Purpose => {
  const words = wordsOf(name);
  const named = purposes.find(([pattern]) => has(words, pattern))?.[1];
  return byFormat(schema) ?? named ?? 'target';
};

const isSwitch = (name: string, { type, enum: options }: Schema): boolean =>
  type === 'boolean' || Array.isArray(options) || (has(wordsOf(name), switches) && type !== 'string');

const step = (name: string): string => (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) ? `.${name}` : `["${name}"]`);

const nameable = (path: string): string => (ArgumentPath.safeParse(path).success ? path : '');

const MAX_DEPTH = 3;

const within = (schema: Schema, path: string, depth: number): readonly Argument[] => {
  if (depth > MAX_DEPTH || !isRecord(schema.properties)) return [];
  return Object.entries(schema.properties).flatMap(([name, declared]) => {
    const sub: Schema = isRecord(declared) ? plain(declared) : {};
    if (isSwitch(name, sub)) return [];
    const item = isRecord(sub.items) ? plain(sub.items) : undefined;
    const here = `${path}${step(name)}${item ? '[*]' : ''}`;
    const nested = within(item ?? sub, here, depth + 1);
    return nested.length > 0 ? nested : [{ path: nameable(here), purpose: purposeOf(name, item ?? sub) }];
  });
};

/** The arguments of an input schema that carry something, each with what its name, format and place say it is for. */
export const argumentsOf = (inputSchema: unknown): readonly Argument[] =>
  isRecord(inputSchema) ? within(plain(inputSchema), '$', 0) : [];
