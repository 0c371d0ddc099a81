import { AppError } from '@archestra/contracts';

/** An object of a parsed body. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Where a value stands in a body: names of members and positions of elements, from the outside in. */
export type JsonPath = readonly (string | number)[];

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `messages[3].content`, as people write it. */
const pathText = (path: JsonPath): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`)).join('');

/** `INVALID_INPUT` that names the field; the caller has to change the request. */
export const invalid = (path: JsonPath, expectation: string): AppError => {
  const field = pathText(path);
  return new AppError('INVALID_INPUT', `${field === '' ? 'The body' : `"${field}"`} ${expectation}.`, {
    details: { field },
  });
};

export const recordAt = (value: unknown, path: JsonPath): JsonRecord => {
  if (!isRecord(value)) throw invalid(path, 'must be an object');
  return value;
};

/** An array, or an empty one where nothing was said. */
export const listAt = (value: unknown, path: JsonPath): readonly unknown[] => {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid(path, 'must be an array');
  return value;
};

export const stringAt = (value: unknown, path: JsonPath): string => {
  if (typeof value !== 'string') throw invalid(path, 'must be a string');
  return value;
};

export const flagAt = (value: unknown, path: JsonPath): boolean => {
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') throw invalid(path, 'must be true or false');
  return value;
};

export const countAt = (value: unknown, path: JsonPath): number | undefined => {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1)
    throw invalid(path, 'must be a whole number of at least 1');
  return value;
};

/** A string that was sent, or `undefined` for anything else. */
export const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A count that was sent, or 0 for anything else: providers leave out what they do not count. */
export const countIn = (value: unknown): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;

/**
 * Refuses a name that differs only in case from one that is inspected. Providers written in Go read such a name as the
 * inspected one, so what stands under it would reach the model unseen.
 */
export const refuseLookAlikes = (record: JsonRecord, names: ReadonlySet<string>, path: JsonPath): void => {
  for (const key in record) {
    if (names.has(key)) continue;
    // Up and down again: only so do letters like the long s, which Go takes for an s, become plain.
    const plain = key.toUpperCase().toLowerCase();
    if (plain !== key && names.has(plain)) throw invalid([...path, key], `is not a field; write "${plain}"`);
  }
};
