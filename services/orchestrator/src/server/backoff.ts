const FIRST_MS = 500;
const CAP_MS = 60_000;
/** A server that ran this long starts counting from zero again. */
const STABLE_MS = 60_000;
const MAX_DOUBLINGS = 16;

/** Exponential backoff with jitter between 50 and 100 %, capped at a minute: a crash loop is retried for ever, ever more slowly. */
export class Backoff {
  private failures = 0;

  constructor(private readonly random: () => number = Math.random) {}

  /** Milliseconds to wait before the next start, after a run of `ranMs`. */
  next(ranMs: number): number {
    if (ranMs >= STABLE_MS) this.failures = 0;
    const full = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(this.failures, MAX_DOUBLINGS));
    this.failures += 1;
    return Math.round(full * (0.5 + this.random() / 2));
  }

  reset(): void {
    this.failures = 0;
  }
}
