import { CONFIG, log } from '@archestra/service';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Queue } from 'bullmq';
import type { RegistryConfig } from '../registry.config.ts';
import { queueName } from './discovery-job.ts';

const PATIENCE_MS = 1_000;

/** The queue in Redis. It speeds things up; what is wanted is in the database, so it may lose everything. */
@Injectable()
export class DiscoveryQueueStore implements OnApplicationShutdown {
  private readonly queue: Queue;

  constructor(@Inject(CONFIG) config: RegistryConfig) {
    // Without Redis an addition must fail at once instead of waiting in memory for its return.
    this.queue = new Queue(queueName, {
      connection: { url: config.REDIS_URL, enableOfflineQueue: false, maxRetriesPerRequest: 1 },
    });
    this.queue.on('error', (error) => log.warn({ err: error }, 'the discovery queue is not reachable'));
  }

  /** Adds one attempt to ask a server; the same id is added only once while it waits. Throws when Redis is away. */
  async add(installationId: string, cause: string): Promise<void> {
    const added = this.queue.add(
      'discover',
      { installationId },
      {
        jobId: `${installationId}.${cause}`,
        attempts: 4,
        backoff: { type: 'exponential', delay: 500 },
        removeOnComplete: true,
        removeOnFail: true,
      },
    );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('Redis did not answer in time')), PATIENCE_MS);
    });
    await Promise.race([added, late]).finally(() => clearTimeout(timer));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.queue.close();
  }
}
