import { AppError, principals } from '@archestra/contracts';
import { Snapshots, type SnapshotReader } from '@archestra/messaging';
import { CONFIG } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import type { OrchestratorConfig } from '../orchestrator.config.ts';

/** Whose reviewers look at what is applied to the cluster. */
@Injectable()
export class ProposalOrganization {
  private readonly people: SnapshotReader<typeof principals>;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<OrchestratorConfig, 'KUBERNETES_ORGANIZATION'>,
    @Inject(Snapshots) snapshots: Pick<Snapshots, 'reader'>,
  ) {
    this.people = snapshots.reader(principals);
  }

  /** The configured one, or the oldest. Throws `SERVER_UNAVAILABLE` while there is none. */
  async id(): Promise<string> {
    if (this.config.KUBERNETES_ORGANIZATION) return this.config.KUBERNETES_ORGANIZATION;
    await this.people.ready;
    // Ids are in the order in which they were made (UUIDv7).
    const [oldest] = [...this.people.entries()].map(([, { organizationId }]) => organizationId).sort();
    if (oldest === undefined)
      throw new AppError('SERVER_UNAVAILABLE', 'There is no organization yet that could review it.');
    return oldest;
  }
}
