import { AppError } from '@archestra/contracts';
import { toAppError } from '../cluster/cluster-error.ts';

interface Waiter {
  resolve(): void;
  reject(error: AppError): void;
}

/** Callers that wait for the next step of a server to end. */
export class Waiters {
  private readonly waiting = new Map<string, Set<Waiter>>();

  wait(name: string, timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = new AppError(
        'SERVER_UNAVAILABLE',
        'The Kubernetes API does not answer in time. The platform keeps trying.',
      );
      const timer = setTimeout(() => this.leave(name, waiter, () => reject(late)), timeoutMs);
      const waiter: Waiter = {
        resolve: () => (clearTimeout(timer), resolve()),
        reject: (error) => (clearTimeout(timer), reject(error)),
      };
      const waiters = this.waiting.get(name) ?? new Set();
      this.waiting.set(name, waiters.add(waiter));
    });
  }

  /** Takes everybody who waits now; those who come later wait for the step after this one. */
  take(name: string): { done(): void; failed(error: unknown): void } {
    const waiters = this.waiting.get(name) ?? new Set();
    this.waiting.delete(name);
    return {
      done: () => waiters.forEach((waiter) => waiter.resolve()),
      failed: (error) => waiters.forEach((waiter) => waiter.reject(toAppError(error))),
    };
  }

  private leave(name: string, waiter: Waiter, settle: () => void): void {
    this.waiting.get(name)?.delete(waiter);
    settle();
  }
}
