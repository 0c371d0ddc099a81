const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** A member of an object or an element of an array, in a JSON text that is known to be valid. */
export interface Part {
  /** The name of a member; the position of an element. */
  readonly key: string | number;
  /** Where the name, or the element, begins. */
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/** The first position from `at` on that is no white space. */
export const skipSpace = (text: string, at: number): number => {
  let next = at;
  while (isSpace(text.charCodeAt(next))) next += 1;
  return next;
};

/** A quote is real when an even number of backslashes stands before it. */
const isEscaped = (text: string, quote: number): boolean => {
  let at = quote - 1;
  while (text.charCodeAt(at) === BACKSLASH) at -= 1;
  return (quote - 1 - at) % 2 === 1;
};

const skipString = (text: string, start: number): number => {
  let quote = text.indexOf('"', start + 1);
  while (quote !== -1 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote === -1 ? text.length : quote + 1;
};

const nesting = (code: number): number => {
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return 1;
  return code === CLOSE_BRACE || code === CLOSE_BRACKET ? -1 : 0;
};

const skipContainer = (text: string, start: number): number => {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = skipString(text, at);
      continue;
    }
    depth += nesting(code);
    at += 1;
    if (depth === 0) return at;
  }
  return at;
};

const endsScalar = (code: number): boolean =>
  code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET || isSpace(code);

const skipScalar = (text: string, start: number): number => {
  let at = start;
  while (at < text.length && !endsScalar(text.charCodeAt(at))) at += 1;
  return at;
};

const skipValue = (text: string, start: number): number => {
  const first = text.charCodeAt(start);
  if (first === QUOTE) return skipString(text, start);
  return first === OPEN_BRACE || first === OPEN_BRACKET ? skipContainer(text, start) : skipScalar(text, start);
};

const nameOf = (text: string, start: number, end: number): string => {
  const raw = text.slice(start + 1, end - 1);
  return raw.includes('\\') ? (JSON.parse(text.slice(start, end)) as string) : raw;
};

const readPart = (text: string, start: number, index: number, isObject: boolean): Part => {
  if (!isObject) return { key: index, start, valueStart: start, end: skipValue(text, start) };
  const nameEnd = skipString(text, start);
  const colon = skipSpace(text, nameEnd);
  const valueStart = skipSpace(text, colon + 1);
  return { key: nameOf(text, start, nameEnd), start, valueStart, end: skipValue(text, valueStart) };
};

/** What stands directly in the object or array that begins at `at`; nothing for a scalar. The text must be valid JSON. */
export const partsOf = (text: string, at: number): { isObject: boolean; parts: Part[]; end: number } => {
  const isObject = text.charCodeAt(at) === OPEN_BRACE;
  const parts: Part[] = [];
  if (!isObject && text.charCodeAt(at) !== OPEN_BRACKET) return { isObject, parts, end: skipValue(text, at) };
  let next = skipSpace(text, at + 1);
  while (next < text.length && nesting(text.charCodeAt(next)) !== -1) {
    const part = readPart(text, next, parts.length, isObject);
    parts.push(part);
    next = skipSpace(text, part.end);
    if (text.charCodeAt(next) === COMMA) next = skipSpace(text, next + 1);
  }
  return { isObject, parts, end: next + 1 };
};
