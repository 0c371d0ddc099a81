const NEWLINE = 0x0a;
const RETURN = 0x0d;
const EDGE_BYTES = 256;
const NOT_FOUND = -1;

export interface LineListener {
  /** One line without its end. The bytes belong to the listener. */
  line(bytes: Buffer): void;
  /** A line over the limit was skipped; its first and last bytes may tell which call it answered. */
  oversized(start: Buffer, end: Buffer): void;
}

/** Cuts a byte stream into lines. A line over the limit is skipped as it arrives; it is never held in memory. */
export class LineSplitter {
  private parts: Buffer[] = [];
  private size = 0;
  private start: Buffer | undefined;
  private end: Buffer = Buffer.alloc(0);

  constructor(
    private readonly limitBytes: number,
    private readonly listener: LineListener,
  ) {}

  push(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== NOT_FOUND; at = chunk.indexOf(NEWLINE, from)) {
      this.finish(chunk.subarray(from, at));
      from = at + 1;
    }
    if (from < chunk.length) this.keep(chunk.subarray(from));
  }

  private keep(piece: Buffer): void {
    if (this.start) {
      this.end = lastBytes(this.end, piece);
      return;
    }
    this.parts.push(piece);
    this.size += piece.length;
    if (this.size > this.limitBytes) this.skip();
  }

  private skip(): void {
    const all = Buffer.concat(this.parts);
    this.start = Buffer.from(all.subarray(0, EDGE_BYTES));
    this.end = Buffer.from(all.subarray(-EDGE_BYTES));
    this.parts = [];
    this.size = 0;
  }

  private finish(last: Buffer): void {
    if (this.parts.length === 0 && !this.start && last.length <= this.limitBytes) {
      this.emit(last);
      return;
    }
    this.keep(last);
    const { start, end } = this;
    const line = Buffer.concat(this.parts);
    this.start = undefined;
    this.end = Buffer.alloc(0);
    this.parts = [];
    this.size = 0;
    if (start) this.listener.oversized(start, trimmed(end));
    else this.emit(line);
  }

  private emit(line: Buffer): void {
    const bytes = trimmed(line);
    if (bytes.length > 0) this.listener.line(bytes);
  }
}

const trimmed = (line: Buffer): Buffer => (line[line.length - 1] === RETURN ? line.subarray(0, -1) : line);

const lastBytes = (before: Buffer, piece: Buffer): Buffer =>
  piece.length >= EDGE_BYTES
    ? Buffer.from(piece.subarray(-EDGE_BYTES))
    : Buffer.concat([before, piece]).subarray(-EDGE_BYTES);
