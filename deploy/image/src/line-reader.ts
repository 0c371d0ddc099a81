const NEWLINE = 0x0a;
const NOT_FOUND = -1;
const EDGE_BYTES = 256;

export interface LineListener {
  line(text: string): void;
  /** A line over the limit was skipped; its first and last bytes may tell which call it answered. */
  oversized(start: string, end: string): void;
}

/** Cuts a byte stream into lines. A line over the limit is skipped as it arrives; it is never held in memory. */
export class LineReader {
  private parts: Buffer[] = [];
  private size = 0;
  private start: string | undefined;
  private end = '';
  private readonly limitBytes: number;
  private readonly listener: LineListener;

  constructor(limitBytes: number, listener: LineListener) {
    this.limitBytes = limitBytes;
    this.listener = listener;
  }

  push(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== NOT_FOUND; at = chunk.indexOf(NEWLINE, from)) {
      this.keep(chunk.subarray(from, at));
      this.finish();
      from = at + 1;
    }
    if (from < chunk.length) this.keep(chunk.subarray(from));
  }

  private keep(piece: Buffer): void {
    if (this.start !== undefined) {
      this.end = (this.end + piece.toString('latin1', Math.max(0, piece.length - EDGE_BYTES))).slice(-EDGE_BYTES);
      return;
    }
    this.parts.push(piece);
    this.size += piece.length;
    if (this.size > this.limitBytes) this.skip();
  }

  private skip(): void {
    const all = Buffer.concat(this.parts);
    this.start = all.toString('latin1', 0, EDGE_BYTES);
    this.end = all.toString('latin1', all.length - EDGE_BYTES);
    this.forget();
  }

  private finish(): void {
    const { start, end } = this;
    const text = start === undefined ? Buffer.concat(this.parts).toString('utf8').trim() : '';
    this.start = undefined;
    this.end = '';
    this.forget();
    if (start !== undefined) this.listener.oversized(start, end);
    else if (text !== '') this.listener.line(text);
  }

  private forget(): void {
    this.parts = [];
    this.size = 0;
  }
}
