import { AppError } from '@archestra/contracts';
import { log } from '@archestra/service';
import type { UIMessageChunk } from 'ai';
import type { ChunkStore } from './chunk.store.ts';
import type { Run } from './run.ts';

const BATCH_MS = 25;
const RETRY_MS = 500;
const LIMIT_BYTES = 8 * 1024 * 1024;
/** How long the end of an answer waits for Redis. */
const CLOSE_MS = 2_000;
export const DONE = '[DONE]';

type Delta = Extract<UIMessageChunk, { type: 'text-delta' | 'reasoning-delta' }>;

const isDelta = (chunk: UIMessageChunk | undefined): chunk is Delta =>
  chunk?.type === 'text-delta' || chunk?.type === 'reasoning-delta';

/**
 * Writes the chunks of one answer for whoever follows it, a few times a second instead of one by one. Redis may be away: the
 * answer goes on, and once it is back the tape is written again from its beginning as a new version.
 */
export class Tape {
  private readonly written: string[] = [];
  private waiting: UIMessageChunk[] = [];
  private bytes = 0;
  private version = 0;
  private isBroken = true;
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> = Promise.resolve();
  private isClosed = false;

  constructor(
    private readonly run: Run,
    private readonly store: ChunkStore,
  ) {}

  /** Throws `OVERLOADED` when the answer is larger than anybody can follow. */
  emit(...chunks: UIMessageChunk[]): void {
    for (const chunk of chunks) this.add(chunk);
    if (this.bytes > LIMIT_BYTES)
      throw new AppError('OVERLOADED', 'The answer grew beyond 8 MiB and was ended. Ask for less at a time.');
    this.flushIn(BATCH_MS);
  }

  /** Ends the tape: readers have it all. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    const untilMs = Date.now() + CLOSE_MS;
    do await this.flush(true);
    while (this.isBroken && Date.now() < untilMs);
    this.isClosed = true;
  }

  /** Ends without a word: another process goes on, on a tape of its own. */
  drop(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private add(chunk: UIMessageChunk): void {
    const last = this.waiting.at(-1);
    if (isDelta(chunk) && isDelta(last) && last.type === chunk.type && last.id === chunk.id)
      this.waiting[this.waiting.length - 1] = { ...last, delta: last.delta + chunk.delta };
    else this.waiting.push(chunk);
    this.bytes += isDelta(chunk) ? chunk.delta.length : JSON.stringify(chunk).length;
  }

  private flushIn(delayMs: number): void {
    if (this.isClosed) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.flush(false);
    }, delayMs);
  }

  private flush(isLast: boolean): Promise<void> {
    this.work = this.work.then(() => this.write(isLast));
    return this.work;
  }

  private async write(isLast: boolean): Promise<void> {
    const lines = this.waiting.map((chunk) => JSON.stringify(chunk));
    if (isLast && this.written.at(-1) !== DONE) lines.push(DONE);
    this.waiting = [];
    this.written.push(...lines);
    const isFirst = this.isBroken;
    const chunks = isFirst ? this.written : lines;
    if (this.isClosed || chunks.length === 0) return;
    if (isFirst) this.version += 1;
    try {
      await this.store.append(this.run.id, `${this.run.epoch}.${this.version}`, chunks, isFirst);
      this.isBroken = false;
    } catch (error) {
      log.warn({ err: error }, 'an answer cannot be followed for now');
      this.isBroken = true;
      this.flushIn(RETRY_MS);
    }
  }
}
