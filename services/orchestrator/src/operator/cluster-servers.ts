import { AppError } from '@archestra/contracts';
import type { Cluster, McpServerObject } from '../cluster/cluster.ts';
import { toAppError } from '../cluster/cluster-error.ts';
import {
  McpServerSpec,
  McpServerStatus,
  type ConditionReason,
  type McpServerInstance,
  type McpServers,
  type McpServerView,
  type ServerProposal,
} from '../cluster/mcp-server.ts';
import type { ClusterView } from './cluster-view.ts';
import type { DesiredServers } from './desired-servers.ts';
import type { ProposalDesk } from './proposal-desk.ts';
import { Waiters } from './waiters.ts';

export interface ClusterServersParts {
  readonly cluster: Cluster;
  readonly view: ClusterView;
  readonly desired: DesiredServers;
  readonly proposals: ProposalDesk;
  readonly steps: Waiters;
  /** How long a caller waits for the API server at most. */
  readonly timeoutMs: number;
  isFollower(): boolean;
  isSynced(): boolean;
  enqueue(name: string): void;
}

type Reviewed = Pick<ServerProposal, 'name' | 'uid' | 'generation'>;
interface WaitOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Waiting does not help against these: somebody has to do something. */
const hopeless: ReadonlySet<ConditionReason> = new Set<ConditionReason>([
  'ImageNotFound',
  'ImageRefused',
  'CrashLoop',
  'Exited',
  'OutOfMemory',
  'DiskFull',
  'PackageNotFetched',
  'SecretMissing',
  'QuotaExceeded',
  'RefusedByPolicy',
  'InvalidSpec',
  'NeverReady',
  'WaitingForReview',
  'Declined',
]);

/** Nothing for an object that a person wrote and we cannot read. */
const viewOf = ({ metadata, spec, status }: McpServerObject): McpServerView | undefined => {
  const wanted = McpServerSpec.safeParse(spec);
  if (!wanted.success) return undefined;
  const known = McpServerStatus.safeParse(status ?? {});
  const current = known.success ? known.data : McpServerStatus.parse({});
  return {
    name: metadata.name,
    namespace: metadata.namespace ?? '',
    uid: metadata.uid ?? '',
    generation: metadata.generation ?? 0,
    spec: wanted.data,
    status: current,
    isCurrent: metadata.deletionTimestamp === undefined && current.observedGeneration === metadata.generation,
  };
};

/** Refuses here what would be refused again and again later. */
const checkSpec = ({ spec }: McpServerInstance): void => {
  const checked = McpServerSpec.safeParse(spec);
  if (checked.success) return;
  const [issue] = checked.error.issues;
  const where = issue?.path.join('.') ?? 'it';
  throw new AppError(
    'INVALID_INPUT',
    `The specification of the server is wrong at ${where}: ${issue?.message ?? 'unknown'}`,
  );
};

const verdictOf = (view: McpServerView | undefined): McpServerView | AppError | undefined => {
  if (!view?.isCurrent) return undefined;
  const ready = view.status.conditions.find(({ type }) => type === 'Ready');
  if (ready?.status === 'True') return view;
  if (!ready || !hopeless.has(ready.reason)) return undefined;
  return new AppError('SERVER_UNAVAILABLE', ready.message, { details: { reason: ready.reason } });
};

/** The servers of the cluster for everybody but the operator; see `McpServers`. */
export class ClusterServers implements McpServers {
  constructor(private readonly parts: ClusterServersParts) {}

  get isSynced(): boolean {
    return this.parts.isSynced();
  }

  async apply(instance: McpServerInstance): Promise<void> {
    checkSpec(instance);
    this.parts.desired.want(instance);
    await this.step(instance.name);
  }

  async remove(name: string): Promise<void> {
    this.parts.desired.drop(name);
    await this.step(name);
  }

  async retain(names: Iterable<string>): Promise<void> {
    this.parts.desired.retain(new Set(names));
    for (const name of this.parts.view.servers()) this.parts.enqueue(name);
  }

  list(): McpServerView[] {
    return this.parts.view
      .of('McpServer')
      .list()
      .flatMap((server) => viewOf(server) ?? []);
  }

  get(name: string): McpServerView | undefined {
    const server = this.parts.view.of('McpServer').get(name);
    return server && viewOf(server);
  }

  watch(onStatus: (name: string, view: McpServerView | undefined) => void): () => void {
    return this.parts.view.of('McpServer').onChange((name, server) => onStatus(name, server && viewOf(server)));
  }

  ready(name: string, options: WaitOptions): Promise<McpServerView> {
    return this.until(
      name,
      (view) => {
        const verdict = verdictOf(view);
        if (verdict instanceof AppError) throw verdict;
        return verdict;
      },
      options,
    );
  }

  async gone(name: string, options: WaitOptions): Promise<void> {
    await this.until(name, (view) => (view === undefined ? true : undefined), options);
  }

  proposals(): ServerProposal[] {
    return this.parts.proposals.list();
  }

  async adopt(proposal: Reviewed, instance: McpServerInstance): Promise<void> {
    this.reviewed(proposal);
    this.parts.proposals.adopt(proposal);
    await this.apply({ ...instance, name: proposal.name });
  }

  async decline(proposal: Reviewed, message: string): Promise<void> {
    this.reviewed(proposal);
    this.parts.proposals.decline(proposal, message);
    await this.step(proposal.name);
  }

  private reviewed({ name, uid, generation }: Reviewed): McpServerObject {
    const server = this.parts.view.of('McpServer').get(name);
    if (server?.metadata.uid === uid && server.metadata.generation === generation) return server;
    throw new AppError('CONFLICT', `The McpServer “${name}” in the cluster is not the one that was reviewed any more.`);
  }

  /** Does what is due for a server, as far as this replica may. */
  private async step(name: string): Promise<void> {
    const { cluster, steps, timeoutMs } = this.parts;
    const isFollower = this.parts.isFollower();
    if (cluster.away) {
      this.parts.enqueue(name);
      throw cluster.away.toAppError();
    }
    if (isFollower) return;
    const done = steps.wait(name, timeoutMs);
    this.parts.enqueue(name);
    await done;
  }

  private until<T>(
    name: string,
    look: (view: McpServerView | undefined) => T | undefined,
    options: WaitOptions,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const signals = [AbortSignal.timeout(options.timeoutMs), ...(options.signal ? [options.signal] : [])];
      const signal = AbortSignal.any(signals);
      const finish = (settle: () => void): void => {
        stop();
        signal.removeEventListener('abort', giveUp);
        settle();
      };
      const check = (): void => {
        try {
          const found = look(this.get(name));
          if (found !== undefined) finish(() => resolve(found));
        } catch (error) {
          finish(() => reject(toAppError(error)));
        }
      };
      const giveUp = (): void => finish(() => reject(this.tooLate(name, options)));
      const stop = this.watch((changed) => {
        if (changed === name) check();
      });
      signal.addEventListener('abort', giveUp, { once: true });
      check();
    });
  }

  private tooLate(name: string, { signal }: WaitOptions): AppError {
    if (signal?.aborted) return new AppError('REQUEST_CANCELLED', 'Nobody waits for the server any more.');
    if (this.parts.cluster.away) return this.parts.cluster.away.toAppError();
    const ready = this.get(name)?.status.conditions.find(({ type }) => type === 'Ready');
    const state = ready ? ` ${ready.message}` : '';
    return new AppError('SERVER_UNAVAILABLE', `The server is not ready in time.${state}`, {
      ...(ready ? { details: { reason: ready.reason } } : {}),
    });
  }
}
