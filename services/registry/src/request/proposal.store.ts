import { CatalogDraft, type EventData, type orchestratorEvents } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.store.ts';
import { anew, COLLECTING, insertRequest, lockRequest, move } from './request-change.store.ts';
import { statusesFor } from './request-state.ts';
import { isSameSource } from './wish.store.ts';

export type Proposal = EventData<typeof orchestratorEvents.serverProposed>;
export type Withdrawal = EventData<typeof orchestratorEvents.serverProposalWithdrawn>;

const OPEN = statusesFor('resubmit');

/** Requests that come from objects somebody applied to the cluster. The operator may tell of one object again and again. */
@Injectable()
export class ProposalStore {
  constructor(private readonly database: Database) {}

  /** Returns the request whose evidence is wanted now, or nothing when there is nothing new. */
  async propose(organizationId: string, proposal: Proposal): Promise<string | undefined> {
    return this.database.change(async (transaction, tell) => {
      const change = { transaction, tell, actor: { organizationId } };
      const known = await latest(transaction, organizationId, proposal.uid);
      if (known && isSameSource(CatalogDraft.parse(known.draft).source, proposal.source)) return undefined;
      const draft = draftOf(proposal);
      if (known && OPEN.some((status) => status === known.status)) {
        const row = await lockRequest(transaction, { organizationId, id: known.id });
        const note = { kind: 'system' as const, authorId: null, text: 'The object in the cluster was changed.' };
        const data = { ...anew(), draft, reason: reasonOf(proposal) };
        return (await move(change, row, { action: 'resubmit', message: COLLECTING, data, note })).id;
      }
      const { namespace, objectName: name, uid } = proposal;
      const request = await insertRequest(change, {
        origin: 'kubernetes',
        requesterId: null,
        catalogItemId: null,
        draft,
        configuration: {},
        reason: reasonOf(proposal),
        profileIds: [],
        proposal: { namespace, name, uid },
        proposalUid: uid,
      });
      return request.id;
    });
  }

  /** The object is gone: nobody needs to decide about it. What was approved stays. */
  async withdraw(organizationId: string, { uid }: Withdrawal): Promise<void> {
    await this.database.change(async (transaction, tell) => {
      const known = await latest(transaction, organizationId, uid);
      if (!known || !statusesFor('withdraw').some((status) => status === known.status)) return;
      const row = await lockRequest(transaction, { organizationId, id: known.id });
      await move({ transaction, tell, actor: { organizationId } }, row, {
        action: 'withdraw',
        message: 'The object was deleted from the cluster.',
        note: { kind: 'system', authorId: null, text: 'The object was deleted from the cluster.' },
      });
    });
  }
}

const latest = async (transaction: Transaction, organizationId: string, proposalUid: string) => {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('registry.proposal'), hashtext(${`${organizationId}.${proposalUid}`}))`;
  return transaction.serverRequest.findFirst({ where: { organizationId, proposalUid }, orderBy: { id: 'desc' } });
};

const draftOf = ({ name, source, namespace, objectName }: Proposal): CatalogDraft =>
  CatalogDraft.parse({
    name,
    title: name,
    description: `Applied to the cluster as McpServer ${namespace}/${objectName}.`,
    source,
  });

const reasonOf = ({ namespace, objectName, appliedBy }: Proposal): string =>
  `${namespace}/${objectName} was applied to the cluster${appliedBy ? ` by ${appliedBy}` : ''}.`.slice(0, 4_000);
