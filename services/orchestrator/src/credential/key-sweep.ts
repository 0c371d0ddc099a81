import { CONFIG, log, reportError } from '@archestra/service';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { OrchestratorConfig } from '../orchestrator.config.ts';
import { CredentialService } from './credential.service.ts';

/** Moves what is still wrapped under an earlier key on to the newest one, so that an operator can take the earlier one away. */
@Injectable()
export class KeySweep implements OnModuleInit, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly credentials: CredentialService,
    @Inject(CONFIG) private readonly config: OrchestratorConfig,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.work = this.work.then(() => this.sweep());
    }, this.config.KEY_SWEEP_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.work;
  }

  private async sweep(): Promise<void> {
    try {
      let total = 0;
      for (let done = 1; done > 0 && !this.stopped; total += done) done = await this.credentials.rewrap();
      if (total > 0) log.info({ rewrapped: total }, 'credentials wrapped under the newest key');
    } catch (error) {
      reportError(error, 'wrapping credentials under the newest key');
    }
  }
}
