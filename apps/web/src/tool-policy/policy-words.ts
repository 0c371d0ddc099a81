import type { Condition, InvocationPolicy, Operator, ResultPolicy } from '@archestra/contracts';
import { pathWords } from '../tool/schema-paths.ts';

/** Comparisons as they are chosen and read. */
export const operatorWords: Record<Operator, string> = {
  equal: 'is',
  notEqual: 'is not',
  contains: 'contains',
  notContains: 'does not contain',
  startsWith: 'starts with',
  endsWith: 'ends with',
  regex: 'matches the pattern',
  in: 'is one of',
  greaterThan: 'is greater than',
  lessThan: 'is less than',
  exists: 'is given',
};

type Action = InvocationPolicy['action'] | ResultPolicy['action'];

/** What a policy does, as a choice and as the end of a sentence. */
export const actionWords: Record<Action, { label: string; detail: string; sentence: string }> = {
  'block-always': { label: 'Refuse', detail: 'Whatever the session has read.', sentence: 'is refused' },
  'block-when-untrusted': {
    label: 'Refuse when untrusted',
    detail: 'Once the session has read what strangers may have written.',
    sentence: 'is refused when the session has read untrusted content',
  },
  'require-approval': {
    label: 'Ask a person',
    detail: 'Somebody has to agree to each call.',
    sentence: 'waits for a person’s agreement, every time',
  },
  'allow-when-untrusted': {
    label: 'Allow when untrusted',
    detail: 'Lifts what the contract would refuse. Only with conditions you are sure of.',
    sentence: 'is allowed even when the session has read untrusted content',
  },
  'mark-trusted': {
    label: 'Trust it',
    detail: 'Its result leaves the session as trusted as it was.',
    sentence: 'counts as trusted',
  },
  'mark-untrusted': {
    label: 'Distrust it',
    detail: 'Its result makes the session untrusted.',
    sentence: 'counts as untrusted',
  },
  sanitize: {
    label: 'Summarize it',
    detail: 'The quarantined model answers typed questions about it; the main model sees only the answers.',
    sentence: 'goes to quarantine, and the model is told only typed answers about it',
  },
  block: {
    label: 'Keep it back',
    detail: 'It goes to quarantine; the model sees nothing of it.',
    sentence: 'goes to quarantine, and the model sees nothing of it',
  },
};

const valueWords = (value: Condition['value']): string =>
  Array.isArray(value) ? value.map((one) => JSON.stringify(one)).join(', ') : JSON.stringify(value);

/** Of several values one is enough to let less through; to let more through all of them have to fit. */
const quantifierOf = (action: Action): 'every' | 'any' =>
  action === 'allow-when-untrusted' || action === 'mark-trusted' ? 'every' : 'any';

const conditionWords = ({ path, operator, value }: Condition, action: Action): string => {
  const where = pathWords(path, quantifierOf(action));
  if (operator === 'exists') return `${where} is ${value === false ? 'not given' : 'given'}`;
  return `${where} ${operatorWords[operator]} ${valueWords(value)}`;
};

export interface PolicyFacts {
  kind: 'call' | 'result';
  /** Null: every tool of the server. */
  tool: string | null;
  /** Null: in every profile. */
  profile: string | null;
  conditions: readonly Condition[];
  action: Action;
}

/** What a policy does, in one plain sentence. */
export const policySentence = ({ kind, tool, profile, conditions, action }: PolicyFacts): string => {
  const what = tool === null ? 'any tool of this server' : tool;
  const subject = kind === 'call' ? `a call of ${what}` : `a result of ${what}`;
  const where = profile === null ? '' : ` in the profile ${profile}`;
  const when =
    conditions.length === 0 ? '' : `When ${conditions.map((one) => conditionWords(one, action)).join(' and ')}, `;
  const start = when === '' ? subject.replace(/^a/, 'A') : subject;
  return `${when}${start}${where} ${actionWords[action].sentence}.`;
};

/** A typed value as what it looks like: `5`, `true`, a list for `in`; for comparisons of text it is text in any case. */
export const readValue = (text: string, operator: Operator): Condition['value'] => {
  if (operator === 'exists') return text !== 'false';
  if (operator === 'in')
    return text
      .split(/[\n,]/)
      .map((part) => part.trim())
      .filter(Boolean)
      .map(plain);
  return isWording(operator) ? text : plain(text);
};

/** Comparisons of text take the value as it stands, digits included. */
const isWording = (operator: Operator): boolean =>
  ['contains', 'notContains', 'startsWith', 'endsWith', 'regex'].includes(operator);

const words: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);
const plain = (text: string): string | number | boolean | null => {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return words.has(text) ? (words.get(text) ?? null) : text;
};

/** A kept value as a person types it. */
export const valueText = (value: Condition['value']): string => {
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
};
