import { CONFIG, log } from '@archestra/service';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Worker } from 'bullmq';
import type { RegistryConfig } from '../registry.config.ts';
import { Deployments } from './deployments.ts';
import { EvidenceJob, queueName } from './evidence-job.ts';
import { EvidenceQueueStore } from './evidence-queue.store.ts';
import { EvidenceService } from './evidence.service.ts';
import { EvidenceStore } from './evidence.store.ts';

const CONCURRENCY = 8;
const BATCH = 100;

/** Takes looks at trials from the queue, and finds those that Redis forgot. */
@Injectable()
export class EvidenceProcessor implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private worker: Worker | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: RegistryConfig,
    private readonly evidence: EvidenceService,
    private readonly store: EvidenceStore,
    private readonly queue: EvidenceQueueStore,
    private readonly deployments: Deployments,
  ) {}

  onApplicationBootstrap(): void {
    const connection = { url: this.config.REDIS_URL, maxRetriesPerRequest: null };
    const look = ({ data }: { data: unknown }) => this.evidence.look(EvidenceJob.parse(data).requestId);
    this.worker = new Worker(queueName, look, { connection, concurrency: CONCURRENCY });
    this.worker.on('error', (error) => log.warn({ err: error }, 'the evidence worker lost Redis'));
    this.worker.on('failed', (job, error) => log.warn({ err: error, jobId: job?.id }, 'a look at a trial failed'));
    this.timer = setInterval(() => void this.sweep(), this.config.SWEEP_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.worker?.close();
  }

  private async sweep(): Promise<void> {
    try {
      for (const id of await this.store.due(BATCH)) await this.queue.add(id);
    } catch (error) {
      log.warn({ err: error }, 'the sweep for missing evidence failed');
    }
    await this.deployments.sweep();
  }
}
