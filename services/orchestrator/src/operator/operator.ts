import { randomUUID } from 'node:crypto';
import type { Cluster } from '../cluster/cluster.ts';
import { hasReason } from '../cluster/cluster-error.ts';
import type { ManifestOptions } from '../manifest/manifest-options.ts';
import { ClusterServers } from './cluster-servers.ts';
import { ClusterView } from './cluster-view.ts';
import { DesiredServers } from './desired-servers.ts';
import { FencedCluster } from './fenced-cluster.ts';
import { Leader, type LeaderOptions } from './leader.ts';
import { ProposalDesk, type ProposalListener } from './proposal-desk.ts';
import { Reconciler } from './reconciler.ts';
import { StatusWriter } from './status-writer.ts';
import { Waiters } from './waiters.ts';
import { WorkQueue, type WorkQueueOptions } from './work-queue.ts';

const AWAY_REPORT_MS = 30_000;

export interface OperatorOptions {
  readonly manifest: ManifestOptions;
  readonly proposals: ProposalListener;
  /** Makes revisions of Secrets; the same on every replica and after every restart, or servers restart. */
  readonly revisionKey: Uint8Array;
  /** Every server is looked at this often, whatever events say. Costs no request where nothing is wrong. Default 30 s. */
  readonly resyncMs?: number;
  /** Everything is read anew this often. Default 10 minutes. */
  readonly relistMs?: number;
  readonly firstDelayMs?: number;
  readonly neverReadyAfterMs?: number;
  readonly callTimeoutMs?: number;
  readonly queue?: WorkQueueOptions;
  readonly leader?: Partial<Pick<LeaderOptions, 'identity' | 'leaseName' | 'leaseMs' | 'renewDeadlineMs' | 'retryMs'>>;
  readonly report: (error: unknown, what: string) => void;
}

/** The operator: every replica watches, the leader makes the cluster what it should be. */
export class Operator {
  readonly servers: ClusterServers;
  private readonly view: ClusterView;
  private readonly desired: DesiredServers;
  private readonly leader: Leader;
  private readonly queue: WorkQueue;
  private readonly reconciler: Reconciler;
  private readonly steps: Waiters;
  private resync: NodeJS.Timeout | undefined;
  private isSynced = false;

  constructor(
    private readonly cluster: Cluster,
    private readonly options: OperatorOptions,
  ) {
    const report = this.seldom(options.report);
    const { relistMs, firstDelayMs } = options;
    this.view = new ClusterView(cluster, {
      report,
      ...(relistMs === undefined ? {} : { relistMs }),
      ...(firstDelayMs === undefined ? {} : { firstDelayMs }),
    });
    this.desired = new DesiredServers(options.revisionKey);
    this.steps = new Waiters(() => cluster.away !== undefined);
    const fenced = new FencedCluster(cluster, () => this.leader.isLeader);
    const status = new StatusWriter(fenced, this.view, options.neverReadyAfterMs ?? 60_000);
    const proposals = new ProposalDesk(status, options.proposals);
    const { view, desired, steps } = this;
    this.reconciler = new Reconciler({
      cluster: fenced,
      view,
      desired,
      proposals,
      status,
      manifest: options.manifest,
      report,
    });
    this.queue = new WorkQueue((name) => this.work(name), options.queue);
    this.leader = new Leader(cluster, {
      identity: randomUUID(),
      ...options.leader,
      onStarted: () => this.enqueueAll(),
      onStopped: () => this.queue.clear(),
      report,
    });
    this.servers = new ClusterServers({
      cluster,
      view,
      desired,
      proposals,
      steps,
      timeoutMs: options.callTimeoutMs ?? 8_000,
      isSynced: () => this.isSynced,
      isFollower: () => this.isSynced && !this.leader.isLeader,
      enqueue: (name) => this.enqueue(name),
    });
  }

  get isLeader(): boolean {
    return this.leader.isLeader;
  }

  /** Nothing is left to do for now. */
  get idle(): boolean {
    return this.queue.idle;
  }

  start(): void {
    this.view.onChange((server) => this.enqueue(server));
    this.view.start();
    this.leader.start();
    this.resync = setInterval(() => this.enqueueAll(), this.options.resyncMs ?? 30_000);
    void this.view.synced().then(() => {
      this.isSynced = true;
      this.enqueueAll();
    });
  }

  /** Everything of the cluster is known. Never resolves while the API server is away. */
  synced(): Promise<void> {
    return this.view.synced();
  }

  /** Servers go on running; another replica, or the next start, takes over. */
  async close(): Promise<void> {
    clearInterval(this.resync);
    await this.queue.close();
    await Promise.all([this.leader.stop(), this.view.stop()]);
  }

  /** While the API server is away, everything fails in the same way, again and again: saying so now and then is enough. */
  private seldom(report: OperatorOptions['report']): OperatorOptions['report'] {
    let saidAt = -Infinity;
    return (error, what) => {
      if (hasReason(error, 'Away')) {
        if (performance.now() - saidAt < AWAY_REPORT_MS) return;
        saidAt = performance.now();
      }
      report(error, what);
    };
  }

  private enqueueAll(): void {
    for (const name of new Set([...this.view.servers(), ...this.desired.names()])) this.enqueue(name);
  }

  private enqueue(name: string): void {
    if (this.isSynced && this.leader.isLeader) this.queue.add(name);
  }

  private async work(name: string): Promise<void> {
    const waiters = this.steps.take(name);
    try {
      // What was wished is remembered; the new leader has heard of it too.
      if (!this.leader.isLeader) return waiters.done();
      const again = await this.reconciler.reconcile(name);
      waiters.done();
      if (again !== undefined) this.queue.addAfter(name, again);
    } catch (error) {
      waiters.failed(error);
      if (!this.cluster.away) this.options.report(error, `server ${name}`);
      throw error;
    }
  }
}
