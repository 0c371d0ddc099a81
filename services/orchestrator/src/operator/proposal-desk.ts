import { AppError } from '@archestra/contracts';
import type { McpServerObject } from '../cluster/cluster.ts';
import { proposedSource } from '../cluster/proposed-source.ts';
import { McpServerSpec, type McpServerInstance, type ServerProposal } from '../cluster/mcp-server.ts';
import type { StatusWriter } from './status-writer.ts';

export interface ProposalListener {
  /** Told at least once of every proposal and every edit of one; may be told again after a change of leader. */
  onProposed(proposal: ServerProposal): Promise<void> | void;
  onProposalWithdrawn(proposal: Pick<ServerProposal, 'namespace' | 'name' | 'uid'>): Promise<void> | void;
}

const unreadable = (where: string): string =>
  `The platform cannot read this specification at spec.${where}. Correct it to have it reviewed.`;

type Reviewed = Pick<ServerProposal, 'name' | 'uid' | 'generation'>;

const proposalOf = ({ metadata }: McpServerObject, of: Pick<ServerProposal, 'spec' | 'source'>): ServerProposal => ({
  namespace: metadata.namespace ?? '',
  name: metadata.name,
  uid: metadata.uid ?? '',
  generation: metadata.generation ?? 0,
  ...of,
});

/** `McpServer` objects that people applied. Nothing of them runs before it is approved in the console. */
export class ProposalDesk {
  private readonly open = new Map<string, ServerProposal>();
  /** What was reviewed when a proposal was adopted: another object of the same name is not what was approved. */
  private readonly adopted = new Map<string, Reviewed>();

  private readonly declined = new Map<string, Reviewed & { readonly message: string }>();

  constructor(
    private readonly status: StatusWriter,
    private readonly listener: ProposalListener,
  ) {}

  list(): ServerProposal[] {
    return [...this.open.values()];
  }

  async review(server: McpServerObject): Promise<void> {
    const spec = McpServerSpec.safeParse(server.spec);
    if (!spec.success) return this.refuse(server, unreadable(spec.error.issues[0]?.path.join('.') ?? ''));
    const { source, refusal } = proposedSource(spec.data);
    if (!source) return this.refuse(server, refusal);
    const proposal = proposalOf(server, { spec: spec.data, source });
    const known = this.open.get(proposal.name);
    if (known && known.uid !== proposal.uid) await this.withdraw(proposal.name);
    if (known?.uid !== proposal.uid || known.generation !== proposal.generation) {
      await this.listener.onProposed(proposal);
      this.open.set(proposal.name, proposal);
    }
    await this.status.writeUnapproved(server, this.refusalOf(proposal));
  }

  private refusalOf({ name, uid, generation }: ServerProposal): { readonly message: string } | undefined {
    const refusal = this.declined.get(name);
    return refusal?.uid === uid && refusal.generation === generation ? refusal : undefined;
  }

  /** Nobody can review what the platform cannot read. */
  private async refuse(server: McpServerObject, message: string): Promise<void> {
    await this.withdraw(server.metadata.name);
    await this.status.writeUnapproved(server, { message });
  }

  /** The object is gone. */
  async withdraw(name: string): Promise<void> {
    const proposal = this.open.get(name);
    if (!proposal) return;
    await this.listener.onProposalWithdrawn(proposal);
    this.open.delete(name);
    this.declined.delete(name);
  }

  /** Kept in the object's status once it is written there. */
  decline(reviewed: Reviewed, message: string): void {
    this.declined.set(reviewed.name, { ...reviewed, message });
  }

  adopt(reviewed: Reviewed): void {
    this.adopted.set(reviewed.name, reviewed);
  }

  /** Throws `CONFLICT` when a wish would take over an object that was never reviewed. */
  checkAdoption({ name }: McpServerInstance, live: McpServerObject | undefined): void {
    const isForeign = live !== undefined && live.spec.installationId === undefined;
    if (!isForeign) {
      this.open.delete(name);
      return;
    }
    const reviewed = this.adopted.get(name);
    if (reviewed?.uid === live.metadata.uid && reviewed?.generation === live.metadata.generation) return;
    const what = reviewed ? 'was changed after it was reviewed' : 'was applied by somebody else and is not reviewed';
    throw new AppError(
      'CONFLICT',
      `The McpServer “${name}” in the cluster ${what}. Review it, or give it another name.`,
    );
  }
}
