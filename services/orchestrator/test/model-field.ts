export type Json = Record<string, unknown>;

const isRecord = (value: unknown): value is Json =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
export const copy = <T>(value: T): T => structuredClone(value);

export const merged = (base: unknown, patch: unknown): unknown => {
  if (!isRecord(base) || !isRecord(patch)) return copy(patch);
  const keys = new Set([...Object.keys(base), ...Object.keys(patch)]);
  return Object.fromEntries(
    [...keys]
      .filter((key) => patch[key] !== null)
      .map((key) => [key, key in patch ? merged(base[key], patch[key]) : base[key]]),
  );
};

/** What is left of a value when everything that another one mentions is taken away. */
export const without = (value: unknown, gone: unknown): unknown => {
  if (!isRecord(value) || !isRecord(gone)) return gone === undefined ? value : undefined;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      const left = without(inner, gone[key]);
      return left === undefined || (isRecord(left) && Object.keys(left).length === 0 && key in gone)
        ? []
        : [[key, left]];
    }),
  );
};

export const fieldsOf = (value: unknown): Json =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [`f:${key}`, fieldsOf(inner)])) : {};
