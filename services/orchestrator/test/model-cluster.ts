import type {
  Cluster,
  Deployment,
  Kind,
  Kinds,
  Listed,
  ManagedFields,
  McpServerObject,
  Metadata,
  WatchOptions,
} from '../src/cluster/cluster.ts';
import { ClusterError } from '../src/cluster/cluster-error.ts';
import { canonical } from '../src/manifest/config-hash.ts';
import { copy, fieldsOf, merged, without, type Json } from './model-field.ts';
import { contentOf, identityOf, kindOf, selects, type Stored } from './model-object.ts';
import { podOf } from './model-pod.ts';
import { calm, ModelWatch, type Chaos } from './model-watch.ts';

/**
 * The Kubernetes API as far as the operator can tell: versions, generations, server-side apply with owners of fields, finalizers,
 * garbage collection by owner, watches. Its Deployment controller is instantaneous. Chaos befalls events and requests.
 */
export class ModelCluster implements Cluster {
  readonly namespace = 'model';
  readonly away = undefined;
  chaos: Chaos = calm;
  writes = 0;
  private version = 0;
  private readonly objects = new Map<string, Stored>();
  private readonly applied = new Map<string, Json>();
  private readonly foreign = new Map<string, Json>();
  private readonly watches: ModelWatch;

  constructor(private readonly random: () => number) {
    this.watches = new ModelWatch(random, (what) => this.happens(what));
  }

  // What people do.

  edit(kind: Kind, name: string, patch: Json): void {
    const key = `${kind}/${name}`;
    const live = this.objects.get(key);
    if (!live) return;
    this.foreign.set(key, merged(this.foreign.get(key) ?? {}, patch) as Json);
    this.store(key, merged(live, patch) as Stored);
  }

  /** Like `kubectl create`: without any field manager of ours. */
  propose(object: Stored): void {
    const key = `${object.kind}/${object.metadata.name}`;
    if (this.objects.has(key)) return;
    this.foreign.set(key, { spec: object.spec ?? {} });
    this.store(key, object);
  }

  remove(kind: Kind, name: string, cascade: 'background' | 'orphan' = 'background'): void {
    this.discard(`${kind}/${name}`, cascade);
  }

  /** Everything but versions, times, names of pods, and who owns which field. */
  dump(): Record<string, string> {
    const uids = new Set([...this.objects.values()].map(({ metadata }) => metadata.uid));
    const lines = [...this.objects].map(([key, { metadata, status: _status, ...content }]): [string, string] => {
      const { labels, finalizers, ownerReferences = [] } = metadata;
      // The fingerprint holds the owner's id.
      const { 'archestra.dev/config-hash': hash, ...annotations } = metadata.annotations ?? {};
      const owned = ownerReferences.map(
        ({ kind, name, uid }) => `${kind}/${name} ${uids.has(uid) ? 'lives' : 'is gone'}`,
      );
      const facts = { labels, annotations, hashed: hash !== undefined, finalizers, owned, ...content };
      return [key.replace(/^(Pod\/.*)-\d+$/, '$1'), canonical(facts)];
    });
    return Object.fromEntries(lines.filter(([key]) => !key.startsWith('Lease/')).sort());
  }

  all<K extends Kind>(kind: K): Kinds[K][] {
    return [...this.objects.entries()]
      .filter(([key]) => kindOf(key) === kind)
      .map(([, object]) => copy(object) as unknown as Kinds[K]);
  }

  // The API.

  async get<K extends Kind>(kind: K, name: string): Promise<Kinds[K] | undefined> {
    await this.request();
    return copy(this.objects.get(`${kind}/${name}`)) as Kinds[K] | undefined;
  }

  async list<K extends Kind>(kind: K, labelSelector?: string): Promise<Listed<K>> {
    await this.request();
    const items = this.all(kind).filter((object) => selects(labelSelector, object.metadata));
    return { items, resourceVersion: String(this.version) };
  }

  watch<K extends Kind>(kind: K, options: WatchOptions<K>): Promise<void> {
    return this.watches.open(kind, options);
  }

  apply<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]> {
    return this.write(kind, object.metadata.name, (key, live) => {
      this.checkUid(live, object.metadata.uid);
      const before = this.applied.get(key) ?? {};
      const content = copy(object) as unknown as Json;
      const kept = live ? (without(without(live, without(before, this.foreign.get(key) ?? {})), content) as Json) : {};
      this.applied.set(key, content);
      const foreign = this.foreign.get(key);
      if (foreign) this.foreign.set(key, without(foreign, content) as Json);
      return merged(merged(kept, content), live ? identityOf(live) : {}) as Stored;
    });
  }

  create<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]> {
    return this.write(kind, object.metadata.name, (_key, live) => {
      if (live) throw new ClusterError('AlreadyExists', 'exists');
      return copy(object) as unknown as Stored;
    });
  }

  replace<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]> {
    return this.write(kind, object.metadata.name, (key, live) => {
      if (!live) throw new ClusterError('NotFound', 'not found');
      if (object.metadata.resourceVersion !== live.metadata.resourceVersion)
        throw new ClusterError('Conflict', 'changed');
      this.checkUid(live, object.metadata.uid);
      this.applied.set(key, copy(object) as unknown as Json);
      this.foreign.delete(key);
      const status = live.status ? { status: live.status } : {};
      return merged({ ...(copy(object) as unknown as Stored), ...status }, identityOf(live)) as Stored;
    });
  }

  patch<K extends Kind>(kind: K, name: string, patch: Readonly<Record<string, unknown>>): Promise<Kinds[K]> {
    return this.write(kind, name, (_key, live) => {
      if (!live) throw new ClusterError('NotFound', 'not found');
      const wanted = (patch['metadata'] as Metadata | undefined)?.resourceVersion;
      if (wanted !== undefined && wanted !== live.metadata.resourceVersion)
        throw new ClusterError('Conflict', 'changed');
      return merged(live, patch) as Stored;
    });
  }

  applyStatus(object: McpServerObject): Promise<McpServerObject> {
    return this.write('McpServer', object.metadata.name, (_key, live) => {
      if (!live) throw new ClusterError('NotFound', 'not found');
      this.checkUid(live, object.metadata.uid);
      return { ...live, status: copy(object.status ?? {}) as Json };
    });
  }

  async delete(kind: Kind, name: string, uid?: string): Promise<void> {
    await this.request();
    this.writes += 1;
    const live = this.objects.get(`${kind}/${name}`);
    if (live && (uid === undefined || live.metadata.uid === uid)) this.discard(`${kind}/${name}`, 'background');
    this.failAfterwards();
  }

  podLog(): Promise<string> {
    return Promise.resolve('');
  }

  // Inside.

  private async write<K extends Kind>(
    kind: K,
    name: string,
    change: (key: string, live: Stored | undefined) => Stored,
  ): Promise<Kinds[K]> {
    await this.request();
    if (kind !== 'Lease') this.writes += 1;
    const key = `${kind}/${name}`;
    this.store(key, change(key, this.objects.get(key)));
    this.failAfterwards();
    const stored = this.objects.get(key);
    // The last finalizer is gone, and the object with it.
    return copy(stored ?? { apiVersion: '', kind, metadata: { name } }) as unknown as Kinds[K];
  }

  private store(key: string, next: Stored): void {
    const live = this.objects.get(key);
    if (live && canonical(contentOf(live)) === canonical(contentOf(next))) return;
    this.version += 1;
    const stored: Stored = { ...next, metadata: { ...next.metadata, ...this.stamp(key, live, next) } };
    if (stored.metadata.deletionTimestamp && (stored.metadata.finalizers ?? []).length === 0) {
      return this.drop(key, stored, 'background');
    }
    this.objects.set(key, stored);
    this.watches.announce({ type: live ? 'MODIFIED' : 'ADDED', object: stored, version: this.version });
    if (stored.kind === 'Deployment') this.deploy(stored);
  }

  /** What the API itself writes into the metadata. */
  private stamp(key: string, live: Stored | undefined, next: Stored): Partial<Metadata> {
    const {
      uid,
      creationTimestamp,
      generation = 0,
    } = live?.metadata ?? {
      uid: `uid-${String(this.version)}`,
      creationTimestamp: '2026-01-01T00:00:00Z',
    };
    const isEdit = live === undefined || canonical(live.spec) !== canonical(next.spec);
    return {
      namespace: this.namespace,
      resourceVersion: String(this.version),
      generation: generation + (isEdit ? 1 : 0),
      managedFields: this.fieldsOf(key),
      ...(uid ? { uid } : {}),
      ...(creationTimestamp ? { creationTimestamp } : {}),
    };
  }

  private fieldsOf(key: string): ManagedFields[] {
    const foreign = this.foreign.get(key) ?? {};
    const ours = { manager: 'archestra', operation: 'Apply', fieldsV1: fieldsOf(this.applied.get(key) ?? {}) };
    const theirs = { manager: 'kubectl', operation: 'Update', fieldsV1: fieldsOf(foreign) };
    return Object.keys(foreign).length > 0 ? [ours, theirs] : [ours];
  }

  private discard(key: string, cascade: 'background' | 'orphan'): void {
    const live = this.objects.get(key);
    if (!live) return;
    if (cascade === 'orphan') this.orphan(live);
    if ((live.metadata.finalizers ?? []).length === 0) return this.drop(key, live, cascade);
    if (live.metadata.deletionTimestamp) return;
    this.store(key, { ...live, metadata: { ...live.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } });
  }

  private orphan(owner: Stored): void {
    for (const [key, object] of this.dependents(owner)) {
      const metadata = { ...object.metadata, ownerReferences: [] };
      this.store(key, { ...object, metadata });
    }
  }

  private drop(key: string, object: Stored, cascade: 'background' | 'orphan'): void {
    this.version += 1;
    this.objects.delete(key);
    this.applied.delete(key);
    this.foreign.delete(key);
    const gone = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.version) } };
    this.watches.announce({ type: 'DELETED', object: gone, version: this.version });
    if (cascade === 'background')
      for (const [dependent] of this.dependents(object)) this.discard(dependent, 'background');
  }

  private dependents(owner: Stored): [string, Stored][] {
    const { uid } = owner.metadata;
    return [...this.objects].filter(([, { metadata }]) =>
      (metadata.ownerReferences ?? []).some((reference) => reference.uid === uid),
    );
  }

  /** Pods as the Deployment wants them, ready at once. */
  private deploy(object: Stored): void {
    const deployment = object as unknown as Deployment;
    const hash = canonical(deployment.spec.template);
    const pods = this.dependents(object).filter(([key]) => kindOf(key) === 'Pod');
    const fitting = pods.filter(([, pod]) => (pod as unknown as { template: string }).template === hash);
    const wanted = deployment.spec.replicas ?? 1;
    for (const [key] of [...pods.filter((pod) => !fitting.includes(pod)), ...fitting.slice(wanted)])
      this.drop(key, this.objects.get(key) as Stored, 'background');
    for (let count = fitting.length; count < wanted; count += 1) this.startPod(deployment, hash);
    const status = { observedGeneration: object.metadata.generation, replicas: wanted };
    this.store(`Deployment/${object.metadata.name}`, { ...object, status });
  }

  private startPod(deployment: Deployment, template: string): void {
    const name = `${deployment.metadata.name}-${String(this.version)}`;
    const pod = podOf(deployment, name, template);
    this.store(`Pod/${name}`, pod);
  }

  private checkUid(live: Stored | undefined, uid: string | undefined): void {
    if (live && uid !== undefined && live.metadata.uid !== uid) throw new ClusterError('Conflict', 'another object');
  }

  private async request(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.happens('fail')) throw new ClusterError('Broken', 'before it was done');
  }

  /** It was done, and nobody was told. */
  private failAfterwards(): void {
    if (this.happens('fail')) throw ClusterError.away(new Error('after it was done'));
  }

  private happens(what: keyof Chaos): boolean {
    return this.chaos[what] > 0 && this.random() < this.chaos[what];
  }
}
