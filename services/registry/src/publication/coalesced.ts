/** Runs work per key one after another. Callers that come while one run waits share it: it will see their change too. */
export class Coalesced {
  private readonly waiting = new Map<string, Promise<void>>();
  private readonly running = new Map<string, Promise<void>>();

  run(key: string, work: () => Promise<void>): Promise<void> {
    const shared = this.waiting.get(key);
    if (shared) return shared;
    const current = this.running.get(key) ?? Promise.resolve();
    const next = current
      .catch(() => undefined)
      .then(() => {
        this.waiting.delete(key);
        this.running.set(key, next);
        return work();
      });
    this.waiting.set(key, next);
    const forget = (): void => {
      if (this.running.get(key) === next) this.running.delete(key);
    };
    next.then(forget, forget);
    return next;
  }
}
