import type { RequestId } from '../rpc/json-rpc.ts';

/** Requests in work by session, so that `notifications/cancelled` finds them. */
export class Cancellations {
  private readonly running = new Map<string, AbortController>();

  /** Returns the signal of a request and the way to forget it. */
  track(sessionId: string, id: RequestId, controller: AbortController): () => void {
    const key = `${sessionId} ${JSON.stringify(id)}`;
    this.running.set(key, controller);
    return () => this.running.delete(key);
  }

  cancel(sessionId: string, id: unknown): void {
    this.running.get(`${sessionId} ${JSON.stringify(id)}`)?.abort();
  }
}
