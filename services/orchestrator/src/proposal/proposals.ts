import { log } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import type { McpServers, McpServerView, ServerProposal } from '../cluster/mcp-server.ts';
import { proposedSource } from '../cluster/proposed-source.ts';
import type { ProposalListener } from '../operator/proposal-desk.ts';
import { ProposalOrganization } from './proposal-organization.ts';
import { ProposalStore, type ToldProposal } from './proposal.store.ts';

type Cluster = Pick<McpServers, 'list' | 'decline'>;

const isDeclined = ({ status }: McpServerView): boolean =>
  status.conditions.some(({ type, reason }) => type === 'Approved' && reason === 'Declined');

/** Tells the registry what people apply to the cluster, and the objects what was decided about them. */
@Injectable()
export class Proposals implements ProposalListener {
  constructor(
    private readonly store: ProposalStore,
    private readonly organization: ProposalOrganization,
  ) {}

  async onProposed(proposal: ServerProposal): Promise<void> {
    if (!(await this.store.propose(await this.organization.id(), proposal))) return;
    log.info({ name: proposal.name, uid: proposal.uid }, 'somebody applied a server; it waits for a review');
  }

  async onProposalWithdrawn({ name, uid }: Pick<ServerProposal, 'name' | 'uid'>): Promise<void> {
    await this.store.withdraw(uid);
    log.info({ name, uid }, 'a server that waited for a review is gone');
  }

  /** Objects come and go, and decisions are made, while nobody leads or the cluster is away. */
  async compare(servers: Cluster): Promise<void> {
    const told = await this.store.list();
    if (told.length === 0) return;
    const known = new Map(servers.list().map((view) => [view.uid, view]));
    for (const proposal of told) await this.settle(servers, proposal, known.get(proposal.uid));
  }

  private async settle(servers: Cluster, proposal: ToldProposal, view: McpServerView | undefined): Promise<void> {
    if (view?.spec.installationId !== undefined) return this.store.forget(proposal);
    if (!view || !proposedSource(view.spec).source) return this.store.withdraw(proposal.uid);
    // An edit that was not looked at yet is not what was declined.
    if (proposal.declinedMessage === null || view.generation !== proposal.generation || isDeclined(view)) return;
    await servers.decline(view, proposal.declinedMessage);
  }
}
