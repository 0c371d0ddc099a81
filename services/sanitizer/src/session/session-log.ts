import { codeOf } from '../error-code.ts';
import type { SessionRow } from './session-row.ts';
import { LeaseTaken, type SessionStore } from './session.store.ts';

export interface LogOptions {
  holder: string;
  /** How long a row that changes nothing may wait for others. */
  lingerMs: number;
  /** Rows per statement. */
  batch: number;
  /** Rows that may wait while the database is away. */
  capacity: number;
  retryMs: number;
  onTaken: () => void;
  onTrouble: (error: unknown, what: string) => void;
}

interface Waiting {
  row: SessionRow;
  urgent: boolean;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Writes rows behind the decisions, in the order they came. Rows that change a session's state are written at once and can be
 * waited for; others wait a moment for company. Nothing is dropped: while the database is away rows wait, and when no more fit
 * the log says so and no call may pass.
 */
export class SessionLog {
  private waiting: Waiting[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing = false;
  private failures = 0;
  private taken = false;
  private closed = false;
  private flushing: (() => void)[] = [];

  constructor(
    private readonly store: Pick<SessionStore, 'append'>,
    private readonly options: LogOptions,
  ) {}

  /** Whether the last write failed: what must be committed now would have to wait. */
  get isFailing(): boolean {
    return this.failures > 0;
  }

  get isFull(): boolean {
    return this.taken || this.waiting.length >= this.options.capacity;
  }

  /** Resolves when the row is committed, rejects when it can never be. An `urgent` row takes everything before it along at once. */
  append(row: SessionRow, urgent: boolean): Promise<void> {
    if (this.taken) return Promise.reject(new LeaseTaken('Another process keeps the sessions now.'));
    return new Promise((resolve, reject) => {
      this.waiting.push({ row, urgent, resolve, reject });
      // After a failure the pause between two tries holds for everybody, or urgent rows would make a storm of it.
      if (this.isFailing) this.arm(this.options.retryMs);
      else if (urgent || this.waiting.length >= this.options.batch) this.write();
      else this.arm(this.options.lingerMs);
    });
  }

  /** Writes everything, or what can be written in the time, and then no more. */
  async close(timeoutMs: number): Promise<void> {
    await this.flush(timeoutMs);
    this.closed = true;
    clearTimeout(this.timer);
  }

  /** Waits until everything is written, or until the time is over. */
  async flush(timeoutMs: number): Promise<void> {
    if (this.waiting.length === 0) return;
    const empty = new Promise<void>((resolve) => this.flushing.push(resolve));
    this.write();
    await Promise.race([empty, new Promise<void>((resolve) => setTimeout(resolve, timeoutMs).unref())]);
  }

  private arm(delayMs: number): void {
    if (this.timer || this.writing || this.closed) return;
    this.timer = setTimeout(() => this.write(), delayMs);
  }

  private write(): void {
    if (this.writing) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = true;
    // One turn later, so that everything that arrived together is written together.
    setImmediate(() => void this.drain());
  }

  private async drain(): Promise<void> {
    let size = this.options.batch;
    do {
      const outcome = await this.attempt(this.waiting.slice(0, size));
      if (outcome === 'stop') break;
      // One of these rows can never be written: one by one, so that only that one is lost.
      if (outcome === 'split') size = 1;
    } while (this.isDue);
    this.writing = false;
    this.rest();
  }

  private get isDue(): boolean {
    if (this.waiting.length === 0) return false;
    return (
      this.flushing.length > 0 || this.waiting.length >= this.options.batch || this.waiting.some(({ urgent }) => urgent)
    );
  }

  private async attempt(batch: Waiting[]): Promise<'go on' | 'split' | 'stop'> {
    try {
      await this.store.append(
        this.options.holder,
        batch.map(({ row }) => row),
      );
      this.failures = 0;
      this.waiting = this.waiting.slice(batch.length);
      for (const { resolve } of batch) resolve();
      return 'go on';
    } catch (error) {
      this.options.onTrouble(error, 'writing the session log');
      return this.recover(error, batch);
    }
  }

  private recover(error: unknown, batch: Waiting[]): 'go on' | 'split' | 'stop' {
    if (error instanceof LeaseTaken) return this.giveUp(error);
    if (isDataFault(error)) {
      if (batch.length > 1) return 'split';
      this.waiting.shift()?.reject(error);
      return 'go on';
    }
    this.failures += 1;
    return 'stop';
  }

  private giveUp(error: LeaseTaken): 'stop' {
    this.taken = true;
    for (const { reject } of this.waiting.splice(0)) reject(error);
    this.options.onTaken();
    return 'stop';
  }

  private rest(): void {
    if (this.waiting.length === 0) for (const resolve of this.flushing.splice(0)) resolve();
    else if (this.isFailing) this.arm(Math.min(this.options.retryMs * 2 ** Math.min(this.failures - 1, 4), 1_000));
    else this.arm(this.options.lingerMs);
  }
}

/** SQLSTATE class 22 (data) or 23 (constraint): repeating the same statement can only fail again. */
const isDataFault = (error: unknown): boolean => /^2[23]/.test(codeOf(error) ?? '');
