import { createHash } from 'node:crypto';
import { orchestratorEvents } from '@archestra/contracts';
import type { Tell } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import { v5 } from 'uuid';
import type { ServerProposal } from '../cluster/mcp-server.ts';
import { Database, type Transaction } from '../db/database.store.ts';
import { canonical } from '../manifest/config-hash.ts';

/** What the registry knows of one object. */
export interface ToldProposal {
  readonly organizationId: string;
  readonly uid: string;
  readonly namespace: string;
  readonly objectName: string;
  readonly generation: number;
  readonly declinedMessage: string | null;
}

interface Refusal {
  readonly uid: string;
  readonly message: string;
  readonly at: Date;
}

const EVENTS = '9d0b8a0e-7f0c-4d3f-9a53-3f5a0a2c6d41';

/** The same fact has the same id, whoever tells it and however often. */
const eventId = ({ uid, generation }: { uid: string; generation: number }, fact: string): string =>
  v5(`${uid}.${generation}.${fact}`, EVENTS);

const digestOf = ({ source }: ServerProposal): string => createHash('sha256').update(canonical(source)).digest('hex');

/** What was applied to the cluster and told to the registry. Facts leave with the change they tell of, or not at all. */
@Injectable()
export class ProposalStore {
  constructor(private readonly database: Database) {}

  /** An object stays with the organization it was first proposed to. Tells only what the registry does not know; answers whether that was so. */
  async propose(organizationId: string, proposal: ServerProposal): Promise<boolean> {
    const { namespace, name: objectName, uid, generation, source } = proposal;
    return this.database.change(async (transaction, tell) => {
      const known = await lockProposal(transaction, uid);
      const digest = digestOf(proposal);
      const owner = known?.organizationId ?? organizationId;
      if (known?.digest === digest) {
        await transaction.proposal.updateMany({ where: { organizationId: owner, uid }, data: { generation } });
        return false;
      }
      const told = { namespace, objectName, generation, digest, toldAt: new Date(), declinedMessage: null };
      await transaction.proposal.upsert({
        where: { organizationId_uid: { organizationId: owner, uid } },
        create: { organizationId: owner, uid, ...told },
        update: told,
      });
      tell(orchestratorEvents.serverProposed, {
        id: eventId(proposal, 'proposed'),
        organizationId: owner,
        data: { namespace, objectName, uid, name: objectName, source, appliedBy: null },
      });
      return true;
    });
  }

  /** Nobody needs to decide about it any more. */
  async withdraw(uid: string): Promise<void> {
    await this.database.change((transaction, tell) => forgetAndTell(transaction, tell, uid));
  }

  /** It is ours now. */
  async forget({ organizationId, uid }: ToldProposal): Promise<void> {
    await this.database.client.proposal.deleteMany({ where: { organizationId, uid } });
  }

  /** Not when the registry has been told of something newer since. */
  async decline(organizationId: string, { uid, message, at }: Refusal): Promise<void> {
    await this.database.client.proposal.updateMany({
      where: { organizationId, uid, toldAt: { lte: at } },
      data: { declinedMessage: message },
    });
  }

  list(): Promise<ToldProposal[]> {
    return this.database.client.proposal.findMany();
  }
}

const lockProposal = async (transaction: Transaction, uid: string) => {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('orchestrator.proposal'), hashtext(${uid}))`;
  return transaction.proposal.findFirst({ where: { uid } });
};

const forgetAndTell = async (transaction: Transaction, tell: Tell, uid: string): Promise<void> => {
  const known = await lockProposal(transaction, uid);
  if (!known) return;
  const { organizationId, namespace, objectName } = known;
  await transaction.proposal.delete({ where: { organizationId_uid: { organizationId, uid } } });
  tell(orchestratorEvents.serverProposalWithdrawn, {
    id: eventId(known, 'withdrawn'),
    organizationId,
    data: { namespace, objectName, uid },
  });
};
