import { CONFIG, log, reportError } from '@archestra/service';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { CostConfig } from '../cost.config.ts';
import { MeterStore } from './meter.store.ts';

const DAY_MS = 86_400_000;

/** Forgets at intervals which events were metered; by then the stream cannot deliver them again. */
@Injectable()
export class MeterPrune implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> = Promise.resolve();

  constructor(
    @Inject(CONFIG) private readonly config: CostConfig,
    private readonly meter: MeterStore,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.work = this.work
        .then(() => this.prune())
        .catch((error: unknown) => reportError(error, 'pruning of metered events'));
    }, this.config.PRUNE_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.work;
  }

  private async prune(): Promise<void> {
    const forgotten = await this.meter.forget(new Date(Date.now() - this.config.METERED_DAYS * DAY_MS));
    if (forgotten > 0) log.debug({ forgotten }, 'metered events forgotten');
  }
}
