import { log } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import { Publication } from '../publication/publication.ts';
import { DeploymentStore } from './deployment.store.ts';

const BATCH = 100;

/** Brings approved requests to their end when something was learned about their server. */
@Injectable()
export class Deployments {
  constructor(
    private readonly store: DeploymentStore,
    private readonly publication: Publication,
  ) {}

  /** After news of one server. Never throws: the sweep comes by again. */
  async settle(installationId: string): Promise<void> {
    await this.settleDue(1, installationId);
  }

  /** What was missed, because a process ended in between. */
  async sweep(): Promise<void> {
    await this.settleDue(BATCH);
  }

  private async settleDue(limit: number, installationId?: string): Promise<void> {
    try {
      for (const work of await this.store.due(limit, installationId)) {
        const profiles = await this.store.settle(work);
        await this.publication.soon(work.organizationId, { profiles });
      }
    } catch (error) {
      log.warn({ err: error, installationId }, 'an approved request waits for the sweep');
    }
  }
}
