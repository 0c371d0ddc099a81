import { setTimeout } from 'node:timers/promises';
import type { Cluster, Lease } from '../cluster/cluster.ts';
import { kinds } from '../cluster/cluster.ts';
import { hasReason } from '../cluster/cluster-error.ts';

export interface LeaderOptions {
  /** Unique per process. */
  readonly identity: string;
  readonly leaseName?: string;
  /** Others take over when the lease was not renewed for this long. Default 15 s. */
  readonly leaseMs?: number;
  /** The leader steps down when it could not renew for this long; less than `leaseMs`. Default 10 s. */
  readonly renewDeadlineMs?: number;
  readonly retryMs?: number;
  onStarted(): void;
  onStopped(): void;
  report?(error: unknown, what: string): void;
}

const holderOf = (lease: Lease): string => lease.spec.holderIdentity ?? '';

/**
 * Leader election by a `Lease`. Clocks of machines are not compared: a lease is over when it has not changed for its duration by
 * the own clock. Every write carries the version that was read, so that of two candidates one loses.
 */
export class Leader {
  private readonly settings: Required<Pick<LeaderOptions, 'leaseName' | 'leaseMs' | 'renewDeadlineMs' | 'retryMs'>>;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private seen: { version: string; at: number } | undefined;
  private renewedAt: number | undefined;
  private leading = false;
  private held: Lease | undefined;

  constructor(
    private readonly cluster: Cluster,
    private readonly options: LeaderOptions,
  ) {
    this.settings = {
      leaseName: options.leaseName ?? 'archestra-operator',
      leaseMs: options.leaseMs ?? 15_000,
      renewDeadlineMs: options.renewDeadlineMs ?? 10_000,
      retryMs: options.retryMs ?? 2_000,
    };
  }

  /** True only while nobody else can be leader: asked before every write. */
  get isLeader(): boolean {
    return (
      this.leading && this.renewedAt !== undefined && performance.now() - this.renewedAt < this.settings.renewDeadlineMs
    );
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Gives the lease back, so that the next one need not wait for its end. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    if (this.leading) await this.release();
    this.follow();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.tryOnce();
      } catch (error) {
        if (!hasReason(error, 'Conflict', 'AlreadyExists')) this.options.report?.(error, 'leader election');
      }
      if (this.leading && !this.isLeader) this.follow();
      await setTimeout(this.settings.retryMs * (0.8 + Math.random() * 0.4), undefined, { signal }).catch(
        () => undefined,
      );
    }
  }

  private async tryOnce(): Promise<void> {
    const startedAt = performance.now();
    // A leader need not read its own writing; whoever took the lease from it makes the write conflict.
    const lease = this.held ?? (await this.cluster.get('Lease', this.settings.leaseName));
    this.held = undefined;
    if (lease && holderOf(lease) !== this.options.identity) {
      this.follow();
      if (!this.isOver(lease)) return;
    }
    const mine = this.lease(lease);
    const written = lease ? await this.cluster.replace('Lease', mine) : await this.cluster.create('Lease', mine);
    this.held = written;
    this.seen = { version: written.metadata.resourceVersion ?? '', at: startedAt };
    // Counted from before the request: it may have taken long.
    this.renewedAt = startedAt;
    if (!this.leading && !this.stopping.signal.aborted) {
      this.leading = true;
      this.options.onStarted();
    }
  }

  private isOver(lease: Lease): boolean {
    if (holderOf(lease) === '') return true;
    const version = lease.metadata.resourceVersion ?? '';
    const now = performance.now();
    if (this.seen?.version !== version) {
      this.seen = { version, at: now };
      return false;
    }
    return now - this.seen.at > (lease.spec.leaseDurationSeconds ?? 0) * 1_000;
  }

  private lease(current: Lease | undefined): Lease {
    const now = new Date().toISOString().replace('Z', '000Z');
    const isMine = current !== undefined && holderOf(current) === this.options.identity;
    const transitions = current?.spec.leaseTransitions ?? 0;
    return {
      apiVersion: kinds.Lease.apiVersion,
      kind: 'Lease',
      metadata: {
        name: this.settings.leaseName,
        namespace: this.cluster.namespace,
        ...(current?.metadata.resourceVersion ? { resourceVersion: current.metadata.resourceVersion } : {}),
      },
      spec: {
        holderIdentity: this.options.identity,
        leaseDurationSeconds: Math.ceil(this.settings.leaseMs / 1_000),
        acquireTime: isMine ? (current.spec.acquireTime ?? now) : now,
        renewTime: now,
        leaseTransitions: isMine || !current ? transitions : transitions + 1,
      },
    };
  }

  private follow(): void {
    if (!this.leading) return;
    this.leading = false;
    this.options.onStopped();
  }

  private async release(): Promise<void> {
    try {
      const lease = await this.cluster.get('Lease', this.settings.leaseName);
      if (!lease || holderOf(lease) !== this.options.identity) return;
      await this.cluster.replace('Lease', {
        ...lease,
        spec: { ...lease.spec, holderIdentity: '', leaseDurationSeconds: 1 },
      });
    } catch (error) {
      this.options.report?.(error, 'release of the lease');
    }
  }
}
