import { AppError } from '@archestra/contracts';
import { toAppError } from '../cluster/cluster-error.ts';

interface Waiter {
  resolve(): void;
  reject(error: AppError): void;
}

/** How often a caller's patience is renewed while the API server is well and there is merely much to do. */
const MAX_RENEWALS = 10;

/** Callers that wait for the next step of a server to end. */
export class Waiters {
  private readonly waiting = new Map<string, Set<Waiter>>();

  constructor(private readonly isAway: () => boolean) {}

  wait(name: string, timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      let renewals = 0;
      const timer = setInterval(() => {
        renewals += 1;
        if (!this.isAway() && renewals < MAX_RENEWALS) return;
        this.waiting.get(name)?.delete(waiter);
        waiter.reject(late());
      }, timeoutMs);
      const waiter: Waiter = {
        resolve: () => (clearInterval(timer), resolve()),
        reject: (error) => (clearInterval(timer), reject(error)),
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
}

const late = (): AppError =>
  new AppError('SERVER_UNAVAILABLE', 'The Kubernetes API does not answer in time. The platform keeps trying.');
