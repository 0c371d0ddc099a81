import { v7 as uuid } from 'uuid';
import { isGone } from './home.ts';
import type { LeaseStore } from './lease.store.ts';

export interface LeaseOptions {
  home: string;
  /** How long a silent holder keeps the lease in the eyes of others. */
  leaseMs: number;
  beatMs: number;
  /** Another process took over although this one lives; it must end itself. */
  onTaken: () => void;
  onTrouble: (error: unknown, what: string) => void;
}

type Store = Pick<LeaseStore, 'current' | 'claim' | 'renew' | 'release'>;

/**
 * The right to keep session state, held by one process at a time, so that no session ever has two different memories.
 * Counts as held only until some time before others may take it: the answer is right even while the database is away.
 */
export class Lease {
  readonly holder = uuid();
  private confirmedAt: { monotonicMs: number; wallMs: number } | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private attempting: Promise<boolean> = Promise.resolve(false);

  constructor(
    private readonly store: Store,
    private readonly options: LeaseOptions,
  ) {}

  /** Whether this process may answer now. Both clocks must agree: one stands still while a machine sleeps, one can be set. */
  get isHeld(): boolean {
    if (!this.confirmedAt) return false;
    const limitMs = this.options.leaseMs * 0.8;
    const monotonicMs = performance.now() - this.confirmedAt.monotonicMs;
    const wallMs = Date.now() - this.confirmedAt.wallMs;
    return monotonicMs < limitMs && wallMs < limitMs && wallMs > -limitMs;
  }

  /** Waits until the lease is ours, however long that takes. A process without it takes no requests. */
  async acquire(): Promise<void> {
    while (!this.closed && !(await (this.attempting = this.attempt())))
      await new Promise((resolve) => setTimeout(resolve, this.options.beatMs));
    if (!this.closed) this.schedule();
  }

  /** Gives the lease back, also one that is being claimed: when this resolves, the database may go. */
  async release(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.attempting;
    if (!this.confirmedAt) return;
    this.confirmedAt = undefined;
    await this.store.release(this.holder);
  }

  /** Somebody else holds the lease: answer nothing from now on. */
  surrender(): void {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.timer);
    this.confirmedAt = undefined;
    this.options.onTaken();
  }

  private async attempt(): Promise<boolean> {
    const sentAt = now();
    try {
      const { home, leaseMs } = this.options;
      const current = await this.store.current();
      const dead = current?.home === home && isGone(current.pid) ? current.holder : null;
      if (!(await this.store.claim({ holder: this.holder, home, pid: process.pid, dead, leaseMs }))) return false;
      if (this.closed) {
        // It was given back while the claim was on its way: nobody would ever give this one back.
        await this.store.release(this.holder);
        return false;
      }
      this.confirmedAt = sentAt;
      return true;
    } catch (error) {
      this.options.onTrouble(error, 'claiming the writer lease');
      return false;
    }
  }

  private schedule(): void {
    this.timer = setTimeout(() => void this.beat(), this.options.beatMs);
  }

  private async beat(): Promise<void> {
    // The time of sending counts: the database may have written it down any moment after.
    const sentAt = now();
    try {
      const renewed = await this.store.renew(this.holder);
      if (this.closed) return;
      if (!renewed) return this.surrender();
      this.confirmedAt = sentAt;
    } catch (error) {
      this.options.onTrouble(error, 'renewing the writer lease');
    }
    if (!this.closed) this.schedule();
  }
}

const now = () => ({ monotonicMs: performance.now(), wallMs: Date.now() });
