const FULL = 10;
const COST = 1;
/** One retry is earned by as many answers: retries stay a small part of the traffic of a provider that fails. */
const EARNED = 0.1;

/**
 * A token bucket of retries for each provider (the idea of gRPC's retry throttling, gRFC A6): a provider that is down gets
 * a few more questions and not a multiple of them.
 */
export class RetryBudget {
  private readonly left = new Map<string, number>();

  /** Takes one retry; false when there is none left. */
  take(provider: string): boolean {
    const left = this.left.get(provider) ?? FULL;
    if (left < COST) return false;
    this.left.set(provider, left - COST);
    return true;
  }

  /** An answer came. */
  earn(provider: string): void {
    const left = this.left.get(provider);
    if (left === undefined) return;
    if (left + EARNED >= FULL) this.left.delete(provider);
    else this.left.set(provider, left + EARNED);
  }
}
