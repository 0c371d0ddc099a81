import { AppError } from '@archestra/contracts';
import { log } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import { DiscoveryQueueStore } from './discovery-queue.store.ts';
import { DiscoveryStore } from './discovery.store.ts';

/** Asks for discoveries. The wish is kept in the database; the queue only makes it come true sooner. */
@Injectable()
export class DiscoveryRequests {
  constructor(
    private readonly store: DiscoveryStore,
    private readonly queue: DiscoveryQueueStore,
  ) {}

  /** Wants a server asked again. Throws `NOT_FOUND`. */
  async request(organizationId: string, id: string): Promise<void> {
    if (!(await this.store.request(organizationId, id)))
      throw new AppError('NOT_FOUND', 'There is no such installation.');
    await this.enqueue(id, 'refresh');
  }

  /** For a server whose discovery is due already. Never throws: without Redis the sweep finds it. */
  async enqueue(id: string, cause: string): Promise<void> {
    try {
      await this.queue.add(id, cause);
    } catch (error) {
      log.warn({ err: error, installationId: id }, 'a discovery waits for the sweep');
    }
  }
}
