/** One step of an argument path: a key, a position, or every element. */
type Step = { readonly key: string } | { readonly index: number } | 'every';

const steps = /\.([A-Za-z_][A-Za-z0-9_-]*)|\[(\*)\]|\[(\d{1,6})\]|\["([^"\]]{1,80})"\]/g;

const parse = (path: string): readonly Step[] =>
  [...path.matchAll(steps)].map(([, key, every, index, quoted]) => {
    if (every) return 'every';
    return index === undefined ? { key: String(key ?? quoted) } : { index: Number(index) };
  });

const cache = new Map<string, readonly Step[]>();
const CACHED_PATHS = 10_000;

const parsed = (path: string): readonly Step[] => {
  const known = cache.get(path);
  if (known) return known;
  const fresh = parse(path);
  if (cache.size < CACHED_PATHS) cache.set(path, fresh);
  return fresh;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const exactly = (value: unknown, step: Step): readonly unknown[] => {
  if (step === 'every') return Array.isArray(value) ? value : [];
  if ('index' in step) return Array.isArray(value) && step.index < value.length ? [value[step.index]] : [];
  return isRecord(value) && Object.hasOwn(value, step.key) ? [value[step.key]] : [];
};

/**
 * The values a path names, read to the letter: no other spelling of a key, no array where the path says none. For conditions
 * that would let a call through.
 */
export const valuesAt = (path: string, value: unknown): readonly unknown[] =>
  parsed(path).reduce<readonly unknown[]>((found, step) => found.flatMap((each) => exactly(each, step)), [value]);

const fold = (key: string): string =>
  key
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\p{C}_\-\s]/gu, '');

const unwrap = (value: unknown): unknown => {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
};

const widely = (wrapped: unknown, step: Step): readonly unknown[] => {
  const value = unwrap(wrapped);
  if (typeof step === 'object' && 'key' in step) {
    if (Array.isArray(value)) return value.flatMap((each) => widely(each, step));
    if (!isRecord(value)) return [];
    return Object.keys(value).flatMap((key) => (fold(key) === fold(step.key) ? [value[key]] : []));
  }
  return Array.isArray(value) ? value : [value];
};

/** Deeper than any arguments a tool takes; what lies below is not looked at and counts as one value. */
const MAX_DEPTH = 32;

/** Every value inside a value that is no array or object itself. */
export const scalarsOf = (wrapped: unknown, depth = 0): readonly unknown[] => {
  const value = unwrap(wrapped);
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) return [wrapped];
  return Object.values(value).flatMap((each) => scalarsOf(each, depth + 1));
};

/**
 * The values a path may be taken to name, read widely: keys in any case and spelling, an array for a value and a value for an
 * array, JSON inside a string, everything below the named place. For whatever makes a decision stricter.
 */
export const valuesAround = (path: string, value: unknown): readonly unknown[] =>
  parsed(path)
    .reduce<readonly unknown[]>((found, step) => found.flatMap((each) => widely(each, step)), [value])
    .flatMap((each) => scalarsOf(each));
