import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LogLine } from '@archestra/contracts';

const KEPT_LINES = 2_000;
const MAX_LINE_CHARACTERS = 4_096;
const MAX_FILE_BYTES = 4 * 1024 * 1024;
const FLUSH_MS = 200;
const MAX_UNWRITTEN_LINES = 5_000;

type Stream = LogLine['stream'];
type Kept = LogLine & { readonly run: number };

/** The log of one server: the last lines in memory, more in a file that is turned over once. What a server prints too fast for the disk is counted, not kept. */
export class ServerLog {
  private readonly lines: Kept[] = [];
  private run = 0;
  private unwritten: string[] = [];
  private dropped = 0;
  private timer: NodeJS.Timeout | undefined;
  private hide: (text: string) => string = (text) => text;
  private writing: Promise<void> = Promise.resolve();
  private isOver = false;

  constructor(private readonly file: string) {}

  /** From now on every line passes through `hide` before it is kept anywhere. */
  conceal(hide: (text: string) => string): void {
    this.hide = hide;
  }

  add(stream: Stream, text: string): void {
    // Hidden before it is cut: half a secret would not be recognized.
    const shown = this.hide(text).slice(0, MAX_LINE_CHARACTERS);
    const line: LogLine = { at: new Date().toISOString(), stream, text: shown };
    this.lines.push({ ...line, run: this.run });
    if (this.lines.length > KEPT_LINES * 2) this.lines.splice(0, this.lines.length - KEPT_LINES);
    if (this.unwritten.length < MAX_UNWRITTEN_LINES) this.unwritten.push(JSON.stringify(line));
    else this.dropped += 1;
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** What follows belongs to another run. */
  beginRun(): void {
    this.run += 1;
  }

  /** The last `count` lines, oldest first; only those after an instant (ISO 8601), only of the run before the present one. */
  tail(
    count: number,
    { since, previous = false }: { since?: string | undefined; previous?: boolean | undefined } = {},
  ): LogLine[] {
    const wanted = this.lines.filter(
      ({ at, run }) => (since === undefined || at > since) && (!previous || run === this.run - 1),
    );
    return wanted.slice(-count).map(({ run: _run, ...line }) => line);
  }

  /** The last lines a server wrote to stderr, for a status message. */
  lastError(): string {
    return (
      this.lines.findLast(({ stream, text }) => stream === 'stderr' && text.trim() !== '')?.text.slice(0, 300) ?? ''
    );
  }

  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batch = this.unwritten;
    const { dropped } = this;
    this.unwritten = [];
    this.dropped = 0;
    if (dropped > 0)
      batch.push(
        JSON.stringify({ at: new Date().toISOString(), stream: 'platform', text: `${dropped} lines were not written` }),
      );
    if (batch.length === 0 || this.isOver) return;
    // The disk being full must not stop a server; its lines are still in memory.
    this.writing = this.writing.then(() => this.write(`${batch.join('\n')}\n`)).catch(() => undefined);
    await this.writing;
  }

  /** Its file is about to be removed: last words must not bring it back. */
  async end(): Promise<void> {
    this.isOver = true;
    await this.writing;
  }

  private async write(text: string): Promise<void> {
    await mkdir(dirname(this.file), { recursive: true });
    const size = await stat(this.file).then(
      (found) => found.size,
      () => 0,
    );
    if (size > MAX_FILE_BYTES) await rename(this.file, `${this.file}.1`);
    await appendFile(this.file, text, { mode: 0o600 });
  }
}
