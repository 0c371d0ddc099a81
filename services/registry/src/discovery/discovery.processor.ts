import { CONFIG, log } from '@archestra/service';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Worker } from 'bullmq';
import type { RegistryConfig } from '../registry.config.ts';
import { DiscoveryJob, queueName } from './discovery-job.ts';
import { DiscoveryService } from './discovery.service.ts';

const CONCURRENCY = 8;

@Injectable()
export class DiscoveryProcessor implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private worker: Worker | undefined;
  private readonly stopping = new AbortController();

  constructor(
    @Inject(CONFIG) private readonly config: RegistryConfig,
    private readonly discovery: DiscoveryService,
  ) {}

  onApplicationBootstrap(): void {
    const connection = { url: this.config.REDIS_URL, maxRetriesPerRequest: null };
    this.worker = new Worker(queueName, ({ data }) => this.run(data), { connection, concurrency: CONCURRENCY });
    this.worker.on('error', (error) => log.warn({ err: error }, 'the discovery worker lost Redis'));
    this.worker.on('failed', (job, error) => log.info({ err: error, jobId: job?.id }, 'a discovery failed'));
  }

  /** Gives up what is being asked: it stays due, and the next process asks again. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.worker?.close();
  }

  private run(data: unknown): Promise<void> {
    return this.discovery.run(DiscoveryJob.parse(data).installationId, this.stopping.signal);
  }
}
