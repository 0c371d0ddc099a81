const CR = 0x0d;
const LF = 0x0a;
const NOT_HERE = -1;
/** A buffer larger than this is given back once its event is over. */
const KEPT_BYTES = 65_536;
const BYTE_ORDER_MARK = '\u{feff}';

/** One event of a stream of server-sent events (WHATWG HTML, 9.2), with the bytes it came in. */
export interface SseEvent {
  /** As they came, the blank line that ends the event included. */
  readonly bytes: Buffer;
  /** Empty where the stream does not name the event. */
  readonly name: string;
  /** Lines of data joined by line feeds; `undefined` in what carries none, like a comment. */
  readonly data: string | undefined;
}

const fieldOf = (line: string): [name: string, value: string] => {
  const colon = line.indexOf(':');
  if (colon === -1) return [line, ''];
  const start = line.charCodeAt(colon + 1) === 0x20 ? colon + 2 : colon + 1;
  return [line.slice(0, colon), line.slice(start)];
};

const DATA = 'data: ';

/** The data of an event that is one line of it, as nearly all are. */
const onlyData = (text: string): string | undefined =>
  text.startsWith(DATA) && text.indexOf('\n') === text.length - 2 && text.endsWith('\n') && !text.includes('\r')
    ? text.slice(DATA.length, -2)
    : undefined;

const parseEvent = (bytes: Buffer): SseEvent => {
  const text = bytes.toString('utf8');
  const data = onlyData(text);
  return data === undefined ? parseLines(bytes, text) : { bytes, name: '', data };
};

const parseLines = (bytes: Buffer, whole: string): SseEvent => {
  let text = whole;
  if (text.startsWith(BYTE_ORDER_MARK)) text = text.slice(1);
  let name = '';
  let data: string | undefined;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const [field, value] = fieldOf(line);
    if (field === 'event') name = value;
    else if (field === 'data') data = data === undefined ? value : `${data}\n${value}`;
  }
  return { bytes, name, data };
};

/** The text of an event as this lib writes them. */
export const writeEvent = (data: unknown, name?: string): string =>
  `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`;

/** Cuts bytes into events, wherever chunks begin and end. Every byte is in exactly one event, in order. */
export class SseReader {
  /** Of an event whose end is not in sight; one buffer that grows, because pieces can be as small as a byte. */
  private tail = Buffer.alloc(0);
  /** How much of it is used. */
  tailBytes = 0;
  private isLineEmpty = true;
  private isAfterCr = false;
  /** A blank line ended with CR; a LF that may follow still belongs to it. */
  private isEventOver = false;

  push(chunk: Buffer): SseEvent[] {
    // Nearly every stream has lines that end with LF alone, which are found at the speed of a byte search.
    return this.isAfterCr || chunk.includes(CR)
      ? this.cut(chunk, this.endsOf(chunk))
      : this.cut(chunk, this.lfEndsOf(chunk));
  }

  /** What came after the last blank line; clients read it as an event, too. */
  end(): SseEvent | undefined {
    return this.tailBytes === 0 ? undefined : this.take(Buffer.alloc(0));
  }

  /** Events that end at these positions of a chunk. */
  private cut(chunk: Buffer, ends: Iterable<number>): SseEvent[] {
    const events: SseEvent[] = [];
    let start = 0;
    for (const end of ends) {
      if (this.tailBytes + end - start > 0) events.push(this.take(chunk.subarray(start, end)));
      start = end;
    }
    if (start < chunk.length) this.keep(chunk.subarray(start));
    return events;
  }

  /** Where events end in a chunk without CR. */
  private lfEndsOf(chunk: Buffer): number[] {
    const ends: number[] = [];
    let lineStart = this.isLineEmpty ? 0 : NOT_HERE;
    for (let at = chunk.indexOf(LF); at !== NOT_HERE; at = chunk.indexOf(LF, at + 1)) {
      if (at === lineStart) ends.push(at + 1);
      lineStart = at + 1;
    }
    this.isLineEmpty = lineStart === chunk.length;
    return ends;
  }

  /** Where events end in any chunk. */
  private endsOf(chunk: Buffer): number[] {
    const ends: number[] = [];
    for (let at = 0; at < chunk.length; at += 1) {
      const end = this.endAt(chunk[at] ?? 0, at);
      if (end !== undefined) ends.push(end);
    }
    return ends;
  }

  /** Takes one byte in; where an event ends with it or before it, the position after its last byte. */
  private endAt(byte: number, at: number): number | undefined {
    if (byte === LF) return this.lineFeed(at);
    const isOver = this.isEventOver;
    this.isEventOver = byte === CR && this.isLineEmpty;
    this.isAfterCr = byte === CR;
    this.isLineEmpty = byte === CR;
    return isOver ? at : undefined;
  }

  private lineFeed(at: number): number | undefined {
    const isOver = this.isAfterCr ? this.isEventOver : this.isLineEmpty;
    this.isEventOver = false;
    this.isAfterCr = false;
    this.isLineEmpty = true;
    return isOver ? at + 1 : undefined;
  }

  private keep(bytes: Buffer): void {
    const needed = this.tailBytes + bytes.length;
    if (needed > this.tail.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.tail.length));
      this.tail.copy(grown, 0, 0, this.tailBytes);
      this.tail = grown;
    }
    bytes.copy(this.tail, this.tailBytes);
    this.tailBytes = needed;
  }

  private take(last: Buffer): SseEvent {
    const bytes = this.tailBytes === 0 ? last : Buffer.concat([this.tail.subarray(0, this.tailBytes), last]);
    this.tailBytes = 0;
    if (this.tail.length > KEPT_BYTES) this.tail = Buffer.alloc(0);
    return parseEvent(bytes);
  }
}
