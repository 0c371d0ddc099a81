import type { Cluster, Kind, Kinds, McpServerObject, Metadata } from '../cluster/cluster.ts';
import { ClusterError, hasReason } from '../cluster/cluster-error.ts';
import type { McpServerInstance } from '../cluster/mcp-server.ts';
import { isOver } from '../condition/pod.diagnosis.ts';
import { FINALIZER, label, MANAGED_BY, ownSelector } from '../manifest/label.ts';
import type { ManifestOptions } from '../manifest/manifest-options.ts';
import { desiredObjects, secretObject, serverObject } from '../manifest/server-objects.ts';
import { childKinds, type ClusterView, type WatchedKind } from './cluster-view.ts';
import type { DesiredServers } from './desired-servers.ts';
import { ObjectWriter } from './object-writer.ts';
import type { ProposalDesk } from './proposal-desk.ts';
import type { StatusWriter } from './status-writer.ts';

/** While something of a deleted server is left, the API itself is asked at most this often. */
const REMOVAL_RECHECK_MS = 2_000;
const remains = [...childKinds, 'Pod'] as const;

export interface ReconcilerParts {
  readonly cluster: Cluster;
  readonly view: ClusterView;
  readonly desired: DesiredServers;
  readonly proposals: ProposalDesk;
  readonly status: StatusWriter;
  readonly manifest: ManifestOptions;
  readonly report: (error: unknown, what: string) => void;
}

/** It was written by us once: nobody else knows the id of an installation, and what was made without one is a proposal. */
const isOurs = ({ metadata, spec }: McpServerObject): boolean =>
  metadata.labels?.[label.managedBy] === MANAGED_BY && spec.installationId !== undefined;

/**
 * Makes one server what it should be, from whatever it is: wish → McpServer → Deployment and the rest → status. Knows nothing of
 * events; it may be called at any time and any number of times, and writes only what is not yet so.
 */
export class Reconciler {
  private readonly writer: ObjectWriter;
  private readonly askedAt = new Map<string, number>();

  constructor(private readonly parts: ReconcilerParts) {
    const { cluster, view, report } = parts;
    this.writer = new ObjectWriter(cluster, view, report);
  }

  /** One step. Answers after how many milliseconds to look again, if time alone may change something. */
  async reconcile(name: string): Promise<number | undefined> {
    const { view, desired, proposals } = this.parts;
    const live = view.of('McpServer').get(name);
    if (live?.metadata.deletionTimestamp) return this.finish(live);
    const wanted = desired.get(name);
    if (wanted) return this.keep(wanted, live);
    if (!live) {
      await this.collect(name);
      return undefined;
    }
    if (isOurs(live)) return desired.isUnwanted(name) ? this.remove(live) : undefined;
    await proposals.review(live);
    return undefined;
  }

  private async keep(wanted: McpServerInstance, live: McpServerObject | undefined): Promise<number | undefined> {
    const { cluster, proposals } = this.parts;
    proposals.checkAdoption(wanted, live);
    const hasSecret = Object.keys(wanted.secret).length > 0;
    const revision = hasSecret ? this.parts.desired.revisionOf(wanted) : undefined;
    const server = await this.writer.write('McpServer', serverObject(wanted, cluster.namespace, revision));
    const refusal = await this.writeChildren(server, wanted);
    await this.dropObsolete(server, hasSecret);
    await this.sweepPods(wanted.name);
    return this.parts.status.write(server, refusal);
  }

  /** Answers why the API server does not want an object, when that is for a person to mend. */
  private async writeChildren(server: McpServerObject, wanted: McpServerInstance): Promise<ClusterError | undefined> {
    try {
      if (Object.keys(wanted.secret).length > 0) await this.writer.write('Secret', secretObject(server, wanted.secret));
      for (const { kind, object } of desiredObjects(server, this.parts.manifest)) {
        await this.writer.write<WatchedKind>(kind, object);
      }
      return undefined;
    } catch (error) {
      if (hasReason(error, 'Invalid', 'Forbidden')) return error;
      throw error;
    }
  }

  /** Objects that an earlier specification needed and this one does not. */
  private async dropObsolete(server: McpServerObject, hasSecret: boolean): Promise<void> {
    const { name } = server.metadata;
    const needed = new Set<Kind>(desiredObjects(server, this.parts.manifest).map(({ kind }) => kind));
    if (hasSecret) needed.add('Secret');
    for (const kind of childKinds) {
      for (const object of this.parts.view.belonging(kind, name)) {
        if (needed.has(kind) && object.metadata.name === name) continue;
        await this.parts.cluster.delete(kind, object.metadata.name, object.metadata.uid);
      }
    }
  }

  /**
   * Evicted pods stay as a record, and every eviction leaves one: the last is enough. A pod that nothing controls was left behind
   * or made by hand; with our labels it would get the server's calls.
   */
  private async sweepPods(name: string): Promise<void> {
    const pods = this.parts.view.belonging('Pod', name).filter(({ metadata }) => !metadata.deletionTimestamp);
    const stray = pods.filter(({ metadata }) => (metadata.ownerReferences ?? []).length === 0);
    const ended = pods
      .filter((pod) => isOver(pod) && !stray.includes(pod))
      .sort((one, other) => madeAt(other).localeCompare(madeAt(one)));
    for (const { metadata } of [...stray, ...ended.slice(1)]) {
      await this.parts.cluster.delete('Pod', metadata.name, metadata.uid);
    }
  }

  private async remove(server: McpServerObject): Promise<undefined> {
    await this.parts.cluster.delete('McpServer', server.metadata.name, server.metadata.uid);
    return undefined;
  }

  /** Deletes what a deleted server leaves behind, and lets go of it when nothing is left. */
  private async finish(server: McpServerObject): Promise<number | undefined> {
    const { name, finalizers = [], resourceVersion } = server.metadata;
    if (!finalizers.includes(FINALIZER)) return undefined;
    if (await this.isSomethingLeft(server.metadata)) return REMOVAL_RECHECK_MS;
    const rest = finalizers.filter((finalizer) => finalizer !== FINALIZER);
    try {
      await this.parts.cluster.patch('McpServer', name, { metadata: { finalizers: rest, resourceVersion } });
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error;
    }
    return undefined;
  }

  /** Objects whose server does not exist any more: somebody deleted it and told Kubernetes to keep them. */
  private async collect(name: string): Promise<void> {
    const { cluster, view, desired, proposals } = this.parts;
    await proposals.withdraw(name);
    desired.forget(name);
    const isOrphaned = remains.some((kind) => view.belonging(kind, name).length > 0);
    // The watch may be behind: ask before anything is deleted.
    if (!isOrphaned || (await cluster.get('McpServer', name))) return;
    await this.deleteChildren(name);
  }

  /** Asks the API itself when the watches tell of nothing, and now and then in case they miss something. */
  private async isSomethingLeft({ name, uid }: Metadata): Promise<boolean> {
    const isKnown = remains.some((kind) => this.parts.view.belonging(kind, name).length > 0);
    const lastAskedAt = this.askedAt.get(name) ?? -Infinity;
    if (isKnown && performance.now() - lastAskedAt < REMOVAL_RECHECK_MS) return true;
    this.askedAt.set(name, performance.now());
    const found = await this.deleteChildren(name, uid);
    if (!found) this.askedAt.delete(name);
    return found;
  }

  /** Asks the API itself: an event that never came must not leave anything behind. Answers whether there still was something. */
  private async deleteChildren(name: string, ownerUid?: string): Promise<boolean> {
    const { cluster } = this.parts;
    let found = false;
    for (const kind of remains) {
      for (const { metadata } of await this.leftOf(kind, name, ownerUid)) {
        found = true;
        this.writer.forget(kind, metadata.name);
        if (isDeletable(kind, metadata)) await cluster.delete(kind, metadata.name, metadata.uid);
      }
    }
    return found;
  }

  /** What carries our labels; and what was made for the server although somebody took its labels away. */
  private async leftOf(kind: WatchedKind, name: string, ownerUid: string | undefined): Promise<Kinds[WatchedKind][]> {
    const { cluster } = this.parts;
    const { items } = await cluster.list<WatchedKind>(kind, `${ownSelector},${label.server}=${name}`);
    if (ownerUid === undefined || items.some(({ metadata }) => metadata.name === name)) return items;
    const named = await cluster.get<WatchedKind>(kind, name);
    return named && wasMadeFor(ownerUid, named.metadata) ? [...items, named] : items;
  }
}

/** It belongs to the server; or it is ours and belongs to nobody, because its server was deleted with `--cascade=orphan`. */
const wasMadeFor = (ownerUid: string, { labels, ownerReferences = [] }: Metadata): boolean =>
  ownerReferences.some(({ uid }) => uid === ownerUid) ||
  (ownerReferences.length === 0 && labels?.[label.managedBy] === MANAGED_BY);

/** A pod with a controller goes with it, with the time it was promised to end; one without would stay for ever. */
const isDeletable = (kind: Kind, metadata: Kinds[Kind]['metadata']): boolean =>
  metadata.deletionTimestamp === undefined && (kind !== 'Pod' || (metadata.ownerReferences ?? []).length === 0);

const madeAt = ({ metadata }: Kinds['Pod']): string => metadata.creationTimestamp ?? '';
