export interface WorkQueueOptions {
  /** Keys in work at the same time; one key never is twice. Default 8. */
  readonly concurrency?: number;
  /** Starts per second over all keys, after a burst. Default 50, burst 100. */
  readonly perSecond?: number;
  readonly burst?: number;
  readonly firstDelayMs?: number;
  readonly longestDelayMs?: number;
  readonly random?: () => number;
}

const MAX_DOUBLINGS = 20;

/**
 * Keys that need work, each at most once however often it was added. A key added while it is in work is worked on once more
 * afterwards. Work that fails is tried again after an exponentially growing, jittered pause; nothing is ever given up.
 */
export class WorkQueue {
  private readonly waiting = new Set<string>();
  private readonly working = new Map<string, Promise<void>>();
  private readonly again = new Set<string>();
  private readonly timers = new Map<string, { at: number; timer: NodeJS.Timeout }>();
  private readonly failures = new Map<string, number>();
  private readonly options: Required<WorkQueueOptions>;
  private tokens: number;
  private refilledAt = performance.now();
  private refill: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly work: (key: string) => Promise<void>,
    options: WorkQueueOptions = {},
  ) {
    this.options = {
      concurrency: 8,
      perSecond: 50,
      burst: 100,
      firstDelayMs: 250,
      longestDelayMs: 30_000,
      random: Math.random,
      ...options,
    };
    this.tokens = this.options.burst;
  }

  /** Nothing waits, is in work, or will be tried again. */
  get idle(): boolean {
    return this.waiting.size + this.working.size + this.timers.size === 0;
  }

  add(key: string): void {
    if (this.closed) return;
    if (this.working.has(key)) this.again.add(key);
    else this.waiting.add(key);
    this.startNext();
  }

  /** The earliest of several wishes counts. */
  addAfter(key: string, delayMs: number): void {
    if (this.closed) return;
    const at = performance.now() + delayMs;
    const planned = this.timers.get(key);
    if (planned && planned.at <= at) return;
    clearTimeout(planned?.timer);
    const timer = setTimeout(() => {
      this.timers.delete(key);
      this.add(key);
    }, delayMs);
    this.timers.set(key, { at, timer });
  }

  /** Forgets everything that waits, and waits for what is in work. */
  async close(): Promise<void> {
    this.closed = true;
    this.clear();
    clearTimeout(this.refill);
    await Promise.all(this.working.values());
  }

  /** Forgets everything that waits; what is in work goes on. */
  clear(): void {
    for (const { timer } of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    this.waiting.clear();
    this.again.clear();
  }

  private startNext(): void {
    for (const key of this.waiting) {
      if (this.working.size >= this.options.concurrency || !this.takeToken()) return;
      this.waiting.delete(key);
      this.working.set(key, this.run(key));
    }
  }

  private async run(key: string): Promise<void> {
    try {
      await this.work(key);
      this.failures.delete(key);
    } catch {
      // Whoever does the work reports; here it only counts.
      this.addAfter(key, this.nextDelay(key));
    }
    this.working.delete(key);
    if (this.again.delete(key) && !this.closed) this.waiting.add(key);
    this.startNext();
  }

  private nextDelay(key: string): number {
    const failed = this.failures.get(key) ?? 0;
    this.failures.set(key, failed + 1);
    const full = Math.min(
      this.options.longestDelayMs,
      this.options.firstDelayMs * 2 ** Math.min(failed, MAX_DOUBLINGS),
    );
    return full * (0.5 + this.options.random() / 2);
  }

  private takeToken(): boolean {
    const now = performance.now();
    const { perSecond, burst } = this.options;
    this.tokens = Math.min(burst, this.tokens + ((now - this.refilledAt) / 1_000) * perSecond);
    this.refilledAt = now;
    if (this.tokens >= 1) {
      this.tokens -= 1;
      return true;
    }
    this.refill ??= setTimeout(
      () => {
        this.refill = undefined;
        this.startNext();
      },
      Math.ceil(1_000 / perSecond),
    );
    return false;
  }
}
