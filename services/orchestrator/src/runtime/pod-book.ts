import type { V1Pod } from '@kubernetes/client-node';
import type { Pods } from './pod.client.ts';

const FRESH_MS = 1_000;

/** All pods of servers, read in one request however many servers somebody looks at in the same second. */
export class PodBook {
  private known: Promise<V1Pod[]> | undefined;
  private readAtMs = 0;

  constructor(
    private readonly pods: Pick<Pods, 'list'>,
    private readonly labelSelector: string,
  ) {}

  all(): Promise<V1Pod[]> {
    if (!this.known || Date.now() - this.readAtMs > FRESH_MS) {
      this.readAtMs = Date.now();
      const reading = this.pods.list(this.labelSelector);
      this.known = reading;
      reading.catch(() => {
        if (this.known === reading) this.known = undefined;
      });
    }
    return this.known;
  }
}
