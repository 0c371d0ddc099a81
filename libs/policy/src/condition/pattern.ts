import { RE2JS } from 're2js';

const MAX_PATTERN = 500;
/** A text that is longer is not searched: linear time over it would still be too long for a decision. */
const MAX_TEXT = 4_096;
const CACHED_PATTERNS = 1_000;

const cache = new Map<string, RE2JS | undefined>();

const compile = (pattern: string): RE2JS | undefined => {
  if (pattern.length > MAX_PATTERN) return undefined;
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
};

const compiled = (pattern: string): RE2JS | undefined => {
  if (cache.has(pattern)) return cache.get(pattern);
  const fresh = compile(pattern);
  // Patterns belong to policies; a world with more of them starts over rather than growing.
  if (cache.size >= CACHED_PATTERNS) cache.clear();
  cache.set(pattern, fresh);
  return fresh;
};

/**
 * Whether the pattern is found in the text, in time linear in both (RE2: no backtracking, no back-references).
 * `undefined` when that cannot be said: an invalid or too long pattern, a too long text.
 */
export const finds = (pattern: string, text: string): boolean | undefined => {
  const expression = compiled(pattern);
  if (!expression || text.length > MAX_TEXT) return undefined;
  return expression.matcher(text).find();
};
