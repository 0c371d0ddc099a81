/** Where a JSON value stands in a text: from `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const NOT_FOUND = -1;

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const endsScalar = (byte: number): boolean =>
  byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || isSpace(byte);

const skipSpace = (text: Uint8Array, from: number): number => {
  let at = from;
  while (isSpace(text[at])) at += 1;
  return at;
};

/** A quote is real when an even number of backslashes stands before it. */
const isEscaped = (text: Uint8Array, quote: number, start: number): boolean => {
  let at = quote - 1;
  while (at > start && text[at] === BACKSLASH) at -= 1;
  return (quote - 1 - at) % 2 === 1;
};

const skipString = (text: Uint8Array, start: number): number => {
  let quote = text.indexOf(QUOTE, start + 1);
  while (quote !== NOT_FOUND && isEscaped(text, quote, start)) quote = text.indexOf(QUOTE, quote + 1);
  return quote === NOT_FOUND ? NOT_FOUND : quote + 1;
};

const nesting = (byte: number): number => {
  if (byte === OPEN_BRACE || byte === OPEN_BRACKET) return 1;
  return byte === CLOSE_BRACE || byte === CLOSE_BRACKET ? -1 : 0;
};

const skipContainer = (text: Uint8Array, start: number): number => {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const byte = text[at] ?? 0;
    if (byte === QUOTE) {
      at = skipString(text, at);
      if (at === NOT_FOUND) return NOT_FOUND;
      continue;
    }
    depth += nesting(byte);
    at += 1;
    if (depth === 0) return at;
  }
  return NOT_FOUND;
};

const skipScalar = (text: Uint8Array, start: number): number => {
  let at = start;
  while (at < text.length && !endsScalar(text[at] ?? 0)) at += 1;
  return at === start ? NOT_FOUND : at;
};

const skipValue = (text: Uint8Array, start: number): number => {
  const first = text[start];
  if (first === QUOTE) return skipString(text, start);
  return first === OPEN_BRACE || first === OPEN_BRACKET ? skipContainer(text, start) : skipScalar(text, start);
};

const decoder = new TextDecoder();

const isKey = (text: Uint8Array, { start, end }: ByteRange, key: string): boolean => {
  const raw = text.subarray(start, end);
  if (!raw.includes(BACKSLASH)) return raw.length === key.length + 2 && decoder.decode(raw) === `"${key}"`;
  try {
    return JSON.parse(decoder.decode(raw)) === key;
  } catch {
    return false;
  }
};

interface Member {
  readonly key: ByteRange;
  readonly value: ByteRange;
}

const readMember = (text: Uint8Array, from: number): Member | undefined => {
  const start = skipSpace(text, from);
  const end = text[start] === QUOTE ? skipString(text, start) : NOT_FOUND;
  if (end === NOT_FOUND) return undefined;
  const colon = skipSpace(text, end);
  if (text[colon] !== COLON) return undefined;
  const valueStart = skipSpace(text, colon + 1);
  const valueEnd = skipValue(text, valueStart);
  return valueEnd === NOT_FOUND ? undefined : { key: { start, end }, value: { start: valueStart, end: valueEnd } };
};

/** The value of one member of the object that starts at `from`; of several with the same key the last counts, as for `JSON.parse`. */
const locateMember = (text: Uint8Array, from: number, key: string): ByteRange | undefined => {
  let at = skipSpace(text, from);
  if (text[at] !== OPEN_BRACE) return undefined;
  let found: ByteRange | undefined;
  for (;;) {
    const member = readMember(text, at + 1);
    if (!member) return found;
    if (isKey(text, member.key, key)) found = member.value;
    at = skipSpace(text, member.value.end);
    if (text[at] !== COMMA) return found;
  }
};

/**
 * Finds a value by its path of object keys without building the document, so that a frame of megabytes is searched
 * at the speed of a byte scan. Agrees with `JSON.parse` on valid JSON; on broken JSON it answers what it saw or `undefined`.
 */
export const locate = (text: Uint8Array, ...path: readonly string[]): ByteRange | undefined => {
  let found: ByteRange = { start: 0, end: text.length };
  for (const key of path) {
    const next = locateMember(text, found.start, key);
    if (!next) return undefined;
    found = next;
  }
  return found;
};
