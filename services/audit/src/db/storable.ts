/** Shown in place of what PostgreSQL cannot store in text and jsonb: U+0000 and halves of surrogate pairs. */
const REPLACEMENT = '\ufffd';

/** A text that PostgreSQL takes. */
export const storableText = (text: string): string => text.toWellFormed().replaceAll('\0', REPLACEMENT);

// An escape of either kind; a doubled backslash before it may be a false alarm, which only costs the slow way.
const SUSPICIOUS = /\\u(?:0000|d[89a-f])/i;

const clean = (_key: string, value: unknown): unknown => {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [storableText(name), member]));
};

/** JSON text that PostgreSQL takes as jsonb. Bulk data passes with one search; only suspicious data is walked through. */
export const storableJson = (value: unknown): string => {
  const text = JSON.stringify(value);
  return SUSPICIOUS.test(text) ? JSON.stringify(value, clean) : text;
};
