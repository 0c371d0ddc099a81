import { excerptAt } from './excerpt.ts';
import type { Remark } from './rule.ts';
import type { Place } from './walk.ts';

const WORD = /[\p{L}\p{N}][\p{L}\p{N}_./-]*[\p{L}\p{N}]/gu;
/** `search` is a word like any other; `send_email` is not. */
const isDistinctive = (name: string): boolean => /[_-]|[a-z][A-Z]|__/.test(name) && name.length >= 5;

/** Tools of other servers that a definition may not speak of. */
export const strangersOf = (known: readonly string[], own: readonly string[]): ReadonlySet<string> => {
  const mine = new Set(own);
  return new Set(known.filter((name) => !mine.has(name) && isDistinctive(name)));
};

/** A definition that speaks of another server's tool tries to have a say in how that one is used. */
export const reference = (place: Place, strangers: ReadonlySet<string>): Remark[] => {
  if (strangers.size === 0) return [];
  for (const match of place.text.matchAll(WORD))
    if (strangers.has(match[0]))
      return [
        {
          rule: 'cross-reference',
          severity: 'warning',
          where: place.where,
          message: `It speaks of "${excerptAt(match[0], 0)}", a tool of another server.`,
          excerpt: excerptAt(place.text, match.index),
        },
      ];
  return [];
};
