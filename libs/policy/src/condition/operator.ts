import type { Operator } from '@archestra/contracts';
import { finds } from './pattern.ts';

/** `exact`: as typed. `loose`: what a person, or a careless server, would take for the same. */
type Sameness = 'exact' | 'loose';

/** Whether a comparison holds; `undefined` when the two cannot be compared. */
type Comparison = (actual: unknown, wanted: unknown, sameness: Sameness) => boolean | undefined;

const fold = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).normalize('NFKC').trim().toLowerCase();

const isSame: Comparison = (actual, wanted, sameness) =>
  sameness === 'loose'
    ? fold(actual) === fold(wanted)
    : typeof actual === typeof wanted && JSON.stringify(actual) === JSON.stringify(wanted);

const has: Comparison = (actual, wanted, sameness) => {
  if (Array.isArray(actual)) return actual.some((each) => isSame(each, wanted, sameness));
  if (sameness === 'loose') return fold(actual).includes(fold(wanted));
  return typeof actual === 'string' && typeof wanted === 'string' ? actual.includes(wanted) : undefined;
};

const begins: Comparison = (actual, wanted, sameness) => {
  if (sameness === 'loose') return fold(actual).startsWith(fold(wanted));
  return typeof actual === 'string' && typeof wanted === 'string' ? actual.startsWith(wanted) : undefined;
};

const ends: Comparison = (actual, wanted, sameness) => {
  if (sameness === 'loose') return fold(actual).endsWith(fold(wanted));
  return typeof actual === 'string' && typeof wanted === 'string' ? actual.endsWith(wanted) : undefined;
};

const fits: Comparison = (actual, wanted, sameness) => {
  if (typeof wanted !== 'string') return undefined;
  if (typeof actual === 'string') return sameness === 'loose' ? eitherFinds(wanted, actual) : finds(wanted, actual);
  return sameness === 'loose' ? eitherFinds(wanted, JSON.stringify(actual) ?? '') : undefined;
};

const eitherFinds = (pattern: string, text: string): boolean | undefined => {
  const plain = finds(pattern, text);
  return plain === false ? finds(pattern, text.normalize('NFKC')) : plain;
};

const isOneOf: Comparison = (actual, wanted, sameness) =>
  Array.isArray(wanted) ? wanted.some((each) => isSame(actual, each, sameness)) : undefined;

const date = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** A number, the instant of an ISO date, or nothing; loosely also a number written as text. */
const magnitude = (value: unknown, sameness: Sameness): number => {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return Number.NaN;
  if (date.test(value)) return Date.parse(value);
  return sameness === 'loose' && value.trim() !== '' ? Number(value) : Number.NaN;
};

const difference = (actual: unknown, wanted: unknown, sameness: Sameness): number | undefined => {
  const isDate = [actual, wanted].map((value) => typeof value === 'string' && date.test(value));
  if (isDate[0] !== isDate[1]) return undefined;
  const result = magnitude(actual, sameness) - magnitude(wanted, sameness);
  return Number.isNaN(result) ? undefined : result;
};

const isGreater: Comparison = (actual, wanted, sameness) => {
  const by = difference(actual, wanted, sameness);
  return by === undefined ? undefined : by > 0;
};

const isLess: Comparison = (actual, wanted, sameness) => {
  const by = difference(actual, wanted, sameness);
  return by === undefined ? undefined : by < 0;
};

/** An operator as a comparison, and whether it holds when the comparison does not. */
export const comparisons: Readonly<Record<Exclude<Operator, 'exists'>, { compare: Comparison; isNegated: boolean }>> = {
  equal: { compare: isSame, isNegated: false },
  notEqual: { compare: isSame, isNegated: true },
  contains: { compare: has, isNegated: false },
  notContains: { compare: has, isNegated: true },
  startsWith: { compare: begins, isNegated: false },
  endsWith: { compare: ends, isNegated: false },
  regex: { compare: fits, isNegated: false },
  in: { compare: isOneOf, isNegated: false },
  greaterThan: { compare: isGreater, isNegated: false },
  lessThan: { compare: isLess, isNegated: false },
};
