import { CONFIG, log } from '@archestra/service';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Queue } from 'bullmq';
import { v7 as uuid } from 'uuid';
import type { RegistryConfig } from '../registry.config.ts';
import { queueName } from './evidence-job.ts';

const PATIENCE_MS = 1_000;

/** The queue in Redis. It speeds things up; what is wanted is in the database, so it may lose everything. */
@Injectable()
export class EvidenceQueueStore implements OnApplicationShutdown {
  private readonly queue: Queue;

  constructor(@Inject(CONFIG) config: RegistryConfig) {
    // Without Redis an addition must fail at once instead of waiting in memory for its return.
    this.queue = new Queue(queueName, {
      connection: { url: config.REDIS_URL, enableOfflineQueue: false, maxRetriesPerRequest: 1 },
    });
    this.queue.on('error', (error) => log.warn({ err: error }, 'the evidence queue is not reachable'));
  }

  /** One look at a trial, after a delay. Never throws: without Redis the sweep looks. */
  async add(requestId: string, delayMs = 0): Promise<void> {
    const options = { jobId: `${requestId}.${uuid()}`, delay: delayMs, removeOnComplete: true, removeOnFail: true };
    const added = this.queue.add('collect', { requestId }, options);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('Redis did not answer in time')), PATIENCE_MS);
    });
    try {
      await Promise.race([added, late]);
    } catch (error) {
      log.warn({ err: error, requestId }, 'evidence waits for the sweep');
    } finally {
      clearTimeout(timer);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.queue.close();
  }
}
