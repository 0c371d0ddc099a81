import { locate, type ByteRange } from './locate.ts';

/** A JSON-RPC id: the caller's own, or the integer of a link or a pipe. */
export type FrameId = string | number;

/** The frame with one byte range replaced by new JSON text. Copies once, parses nothing. */
export const replaceAt = (frame: Uint8Array, { start, end }: ByteRange, text: string): Uint8Array => {
  // A replacement here is an id: JSON.stringify of a number or string, short enough for one write.
  const width = Buffer.byteLength(text);
  const result = Buffer.allocUnsafe(frame.length - (end - start) + width);
  result.set(frame.subarray(0, start), 0);
  result.write(text, start);
  result.set(frame.subarray(end), start + width);
  return result;
};

const ZERO = 0x30;
const NINE = 0x39;
const MAX_DIGITS = 15;
const CLOSE_BRACE = 0x7d;
const ID_KEY = Buffer.from('"jsonrpc":"2.0","id":');

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= NINE;

const startsAt = (frame: Uint8Array, expected: Uint8Array, at: number): boolean => {
  if (at < 0 || at + expected.length > frame.length) return false;
  for (let index = 0; index < expected.length; index += 1) if (frame[at + index] !== expected[index]) return false;
  return true;
};

/** `…,"jsonrpc":"2.0","id":7}` as the TypeScript SDK writes it: the closing brace proves that the id belongs to the outer object. */
const idAtTail = (frame: Uint8Array): ByteRange | undefined => {
  const end = frame.length - 1;
  if (frame[end] !== CLOSE_BRACE) return undefined;
  let start = end;
  while (end - start < MAX_DIGITS && isDigit(frame[start - 1])) start -= 1;
  return start < end && startsAt(frame, ID_KEY, start - ID_KEY.length) ? { start, end } : undefined;
};

/**
 * Where the id of a JSON-RPC message stands: at the end in the usual spelling, else by a scan of the whole frame.
 * An id at the start is never taken on trust: a second one further on would win in whoever parses the frame next.
 */
export const locateId = (frame: Uint8Array): ByteRange | undefined => idAtTail(frame) ?? locate(frame, 'id');

/** The number at a range when it is a plain non-negative integer, else `undefined`. */
export const integerAt = (frame: Uint8Array, { start, end }: ByteRange): number | undefined => {
  if (end - start > MAX_DIGITS || end === start) return undefined;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    if (!isDigit(frame[at])) return undefined;
    value = value * 10 + (frame[at] ?? ZERO) - ZERO;
  }
  return value;
};

/** The frame with another JSON-RPC id; everything else keeps its bytes. A frame without an id comes back unchanged. */
export const withId = (frame: Uint8Array, id: FrameId): Uint8Array => {
  const range = locateId(frame);
  return range ? replaceAt(frame, range, JSON.stringify(id)) : frame;
};
