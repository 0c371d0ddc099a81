/** A check throws when the process cannot do its work; its message names what is missing. */
type Check = () => void | Promise<void>;

/** Collects what must be true before a process may get traffic. */
export class Readiness {
  private readonly checks = new Map<string, Check>();
  private draining = false;

  add(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  /** From now on the process reports that it is not ready. */
  drain(): void {
    this.draining = true;
  }

  /** What is missing, by name; empty when ready. */
  async missing(): Promise<Record<string, string>> {
    const found: Record<string, string> = this.draining ? { process: 'stopping' } : {};
    await Promise.all(
      [...this.checks].map(async ([name, check]) => {
        try {
          await check();
        } catch (error) {
          found[name] = error instanceof Error ? error.message : 'failed';
        }
      }),
    );
    return found;
  }
}
