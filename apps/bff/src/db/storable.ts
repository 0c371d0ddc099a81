const text = (value: string): string => value.toWellFormed().replaceAll('\0', '\ufffd');

const clean = (_key: string, value: unknown): unknown => {
  if (typeof value === 'string') return text(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [text(name), member]));
};

// An escape of either kind; a doubled backslash before it may be a false alarm, which only costs the slow way.
const SUSPICIOUS = /\\u(?:0000|d[89a-f])/i;

/** A value as PostgreSQL takes it: U+0000 and halves of characters, which models and tools may send, are replaced by U+FFFD. */
export const storable = <T>(value: T): T => {
  const written = JSON.stringify(value);
  return SUSPICIOUS.test(written) ? (JSON.parse(JSON.stringify(value, clean)) as T) : value;
};
