import { setTimeout } from 'node:timers/promises';
import type { Cluster, Kind, Kinds, WatchEvent } from './cluster.ts';
import { ClusterError, hasReason } from './cluster-error.ts';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;
const RELIST_MS = 600_000;

export interface InformerOptions {
  readonly labelSelector?: string;
  /** Everything is read anew this often: the answer to events that never came. Default 10 minutes. */
  readonly relistMs?: number;
  readonly firstDelayMs?: number;
  report?(error: unknown, what: string): void;
}

const versionOf = (text: string | undefined): bigint => (text && /^\d+$/.test(text) ? BigInt(text) : 0n);

/**
 * A copy of all objects of one kind, kept current by list and watch. Events may come twice, late, in any order or not at all: an
 * older version never replaces a newer one, a deleted object stays deleted, and a new list mends what is missing.
 */
export class Informer<K extends Kind> {
  private readonly objects = new Map<string, Kinds[K]>();
  /** Version at which a name was deleted, so that a late event does not bring it back. Emptied by every list. */
  private readonly deleted = new Map<string, bigint>();
  private readonly listeners = new Set<(name: string, object: Kinds[K] | undefined) => void>();
  private readonly stopping = new AbortController();
  private listVersion = 0n;
  private running: Promise<void> | undefined;
  private markSynced: () => void = () => undefined;
  /** The first list has arrived. */
  readonly synced = new Promise<void>((resolve) => (this.markSynced = resolve));

  constructor(
    private readonly cluster: Cluster,
    private readonly kind: K,
    private readonly options: InformerOptions = {},
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  get(name: string): Kinds[K] | undefined {
    return this.objects.get(name);
  }

  list(): Kinds[K][] {
    return [...this.objects.values()];
  }

  onChange(listener: (name: string, object: Kinds[K] | undefined) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The answer to an own write: it is known before the event arrives. */
  observe(object: Kinds[K]): void {
    this.put(object);
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.stopping.signal.aborted) {
      const startedAt = performance.now();
      try {
        await this.follow(await this.relist());
      } catch (error) {
        if (performance.now() - startedAt > LONGEST_DELAY_MS) failures = 0;
        if (!hasReason(error, 'Gone')) this.options.report?.(error, `list and watch of ${this.kind}`);
        await this.pause(failures++);
      }
    }
  }

  private async relist(): Promise<string> {
    const { items, resourceVersion } = await this.cluster.list(this.kind, this.options.labelSelector);
    this.replaceAll(items, versionOf(resourceVersion));
    this.markSynced();
    return resourceVersion;
  }

  /** Watches, again whenever the server ends a watch in good order, until it is time for a new list. */
  private async follow(from: string): Promise<void> {
    const relist = AbortSignal.timeout(this.options.relistMs ?? RELIST_MS);
    const signal = AbortSignal.any([this.stopping.signal, relist]);
    let resourceVersion = from;
    while (!signal.aborted) {
      const startedAt = performance.now();
      const { labelSelector } = this.options;
      const onEvent = (event: WatchEvent<K>): void => {
        resourceVersion = this.take(event) || resourceVersion;
      };
      await this.cluster.watch(this.kind, { labelSelector, resourceVersion, signal, onEvent });
      // A server that ends every watch at once is not to be asked in a tight loop.
      if (performance.now() - startedAt < FIRST_DELAY_MS && !signal.aborted)
        throw new ClusterError('Gone', 'watch ended at once');
    }
  }

  private take(event: WatchEvent<K>): string {
    if (event.type === 'BOOKMARK') return event.resourceVersion;
    if (event.type === 'DELETED')
      this.drop(event.object.metadata.name, versionOf(event.object.metadata.resourceVersion));
    else this.put(event.object);
    return event.object.metadata.resourceVersion ?? '';
  }

  private put(object: Kinds[K]): void {
    const { name, resourceVersion } = object.metadata;
    const version = versionOf(resourceVersion);
    const known = this.versionOf(name);
    if (version <= known || (!this.objects.has(name) && version <= this.listVersion)) return;
    this.deleted.delete(name);
    this.objects.set(name, object);
    this.tell(name, object);
  }

  private drop(name: string, version: bigint): void {
    if (version < this.versionOf(name)) return;
    this.deleted.set(name, version);
    if (this.objects.delete(name)) this.tell(name, undefined);
  }

  private versionOf(name: string): bigint {
    return this.deleted.get(name) ?? versionOf(this.objects.get(name)?.metadata.resourceVersion);
  }

  private replaceAll(items: Kinds[K][], version: bigint): void {
    const listed = new Set(items.map((item) => item.metadata.name));
    // What was learned after the list was made stays.
    for (const [name, object] of this.objects) {
      if (!listed.has(name) && versionOf(object.metadata.resourceVersion) <= version) {
        this.objects.delete(name);
        this.tell(name, undefined);
      }
    }
    for (const [name, at] of this.deleted) if (at <= version) this.deleted.delete(name);
    this.listVersion = 0n;
    for (const item of items) this.put(item);
    this.listVersion = version;
  }

  private tell(name: string, object: Kinds[K] | undefined): void {
    for (const listener of this.listeners) listener(name, object);
  }

  private async pause(failures: number): Promise<void> {
    const first = this.options.firstDelayMs ?? FIRST_DELAY_MS;
    const full = Math.min(LONGEST_DELAY_MS, first * 2 ** Math.min(failures, 10));
    const { signal } = this.stopping;
    await setTimeout(full * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
  }
}
