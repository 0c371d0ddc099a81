const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 10_000;
/** What went on for this long did not fail at once: the next try comes soon again. */
const STEADY_MS = 5_000;

/** Waits longer and longer between tries that fail at once. */
export class Patience {
  private tries = 0;
  private since = 0;

  /** A try begins. */
  start(): void {
    this.since = Date.now();
  }

  /** How long to wait before the next try. */
  nextMs(): number {
    if (Date.now() - this.since > STEADY_MS) this.tries = 0;
    this.tries += 1;
    return Math.min(FIRST_WAIT_MS * 2 ** (this.tries - 1), LONGEST_WAIT_MS);
  }

  wait(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.nextMs()));
  }

  /** It worked. */
  reset(): void {
    this.tries = 0;
  }
}
