import { Id, orchestratorEvents } from '@archestra/contracts';
import { isEvent, type ReceivedEvent } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import { Organizations } from '../organization/organizations.ts';
import { EvidenceQueueStore } from './evidence-queue.store.ts';
import { ProposalStore } from './proposal.store.ts';

/** Makes requests of what people apply to the cluster with kubectl. */
@Injectable()
export class Proposals {
  constructor(
    private readonly organizations: Organizations,
    private readonly store: ProposalStore,
    private readonly evidence: EvidenceQueueStore,
  ) {}

  /** Does nothing for other facts. */
  async learn(event: ReceivedEvent): Promise<void> {
    const { organization } = event;
    if (!Id.safeParse(organization).success) return;
    if (isEvent(event, orchestratorEvents.serverProposalWithdrawn)) {
      await this.store.withdraw(organization, event.data);
      return;
    }
    if (!isEvent(event, orchestratorEvents.serverProposed)) return;
    await this.organizations.ensure(organization);
    const requestId = await this.store.propose(organization, event.data);
    if (requestId) await this.evidence.add(requestId);
  }
}
