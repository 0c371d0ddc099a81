import { CONFIG, log } from '@archestra/service';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { RegistryConfig } from '../registry.config.ts';
import { DiscoveryRequests } from './discovery-requests.ts';
import { DiscoveryStore } from './discovery.store.ts';

const BATCH = 100;

/** Finds servers that should have been asked and were not: built-in ones nobody announces, and what Redis forgot. */
@Injectable()
export class Sweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: RegistryConfig,
    private readonly store: DiscoveryStore,
    private readonly requests: DiscoveryRequests,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.run(), this.config.SWEEP_MS);
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async run(): Promise<void> {
    try {
      const due = await this.store.due(BATCH);
      await Promise.all(due.map((id) => this.requests.enqueue(id, 'sweep')));
    } catch (error) {
      log.warn({ err: error }, 'the sweep for undiscovered servers failed');
    }
  }
}
