import type {
  Cluster,
  Deployment,
  Kind,
  Kinds,
  KubernetesObject,
  Listed,
  ManagedFields,
  McpServerObject,
  Metadata,
  Pod,
  WatchEvent,
  WatchOptions,
} from '../src/cluster/cluster.ts';
import { ClusterError } from '../src/cluster/cluster-error.ts';
import { canonical } from '../src/manifest/config-hash.ts';

type Json = Record<string, unknown>;
type Stored = KubernetesObject & { spec?: Json; status?: Json; metadata: Metadata };
type Change = { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: Stored; version: number };

export interface Chaos {
  /** Probabilities of what happens to one event, to one watch, and to one request. */
  readonly drop: number;
  readonly double: number;
  readonly delay: number;
  readonly disconnect: number;
  readonly fail: number;
}
export const calm: Chaos = { drop: 0, double: 0, delay: 0, disconnect: 0, fail: 0 };

const isRecord = (value: unknown): value is Json =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const copy = <T>(value: T): T => structuredClone(value);

const merged = (base: unknown, patch: unknown): unknown => {
  if (!isRecord(base) || !isRecord(patch)) return copy(patch);
  const keys = new Set([...Object.keys(base), ...Object.keys(patch)]);
  return Object.fromEntries(
    [...keys]
      .filter((key) => patch[key] !== null)
      .map((key) => [key, key in patch ? merged(base[key], patch[key]) : base[key]]),
  );
};

/** What is left of a value when everything that another one mentions is taken away. */
const without = (value: unknown, gone: unknown): unknown => {
  if (!isRecord(value) || !isRecord(gone)) return gone === undefined ? value : undefined;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      const left = without(inner, gone[key]);
      return left === undefined || (isRecord(left) && Object.keys(left).length === 0 && key in gone)
        ? []
        : [[key, left]];
    }),
  );
};

const fieldsOf = (value: unknown): Json =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [`f:${key}`, fieldsOf(inner)])) : {};

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
  private readonly history: Change[] = [];
  private readonly watchers = new Set<(change: Change) => void>();

  constructor(private readonly random: () => number) {}

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

  watch<K extends Kind>(kind: K, { labelSelector, resourceVersion, signal, onEvent }: WatchOptions<K>): Promise<void> {
    return new Promise((resolve) => {
      const timers = new Set<NodeJS.Timeout>();
      const end = (): void => {
        this.watchers.delete(take);
        timers.forEach((timer) => clearTimeout(timer));
        resolve();
      };
      const deliver = (change: Change): void =>
        onEvent({ type: change.type, object: copy(change.object) } as unknown as WatchEvent<K>);
      const later = (change: Change): void => {
        const timer = setTimeout(() => (timers.delete(timer), deliver(change)), this.random() * 15);
        timers.add(timer);
      };
      const take = (change: Change): void => {
        if (change.object.kind !== kind || !selects(labelSelector, change.object.metadata)) return;
        if (this.happens('disconnect')) return end();
        if (this.happens('drop')) return;
        if (this.happens('double')) later(change);
        if (this.happens('delay')) later(change);
        else deliver(change);
      };
      signal.addEventListener('abort', end, { once: true });
      for (const change of this.history.filter(({ version }) => version > Number(resourceVersion))) take(change);
      if (signal.aborted) end();
      else this.watchers.add(take);
    });
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
    this.announce({ type: live ? 'MODIFIED' : 'ADDED', object: stored, version: this.version });
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
    this.announce({ type: 'DELETED', object: gone, version: this.version });
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
    const { metadata = {}, spec = {} } = deployment.spec.template as { metadata?: Json; spec?: unknown };
    const name = `${deployment.metadata.name}-${String(this.version)}`;
    const owner = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: deployment.metadata.name,
      uid: deployment.metadata.uid ?? '',
      controller: true,
    };
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata, name, ownerReferences: [owner] },
      spec,
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
      template,
    } as unknown as Pod;
    this.store(`Pod/${name}`, pod as unknown as Stored);
  }

  private announce(change: Change): void {
    const kept = { ...change, object: copy(change.object) };
    this.history.push(kept);
    for (const take of [...this.watchers]) take(kept);
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

const kindOf = (key: string): string => key.slice(0, key.indexOf('/'));

const contentOf = ({ metadata, ...rest }: Stored): unknown => {
  const { managedFields: _fields, resourceVersion: _version, generation: _generation, ...identity } = metadata;
  return { ...rest, metadata: { ...identity, uid: undefined, namespace: undefined, creationTimestamp: undefined } };
};

const identityOf = ({ metadata }: Stored): Json => ({
  metadata: {
    uid: metadata.uid,
    creationTimestamp: metadata.creationTimestamp,
    ...(metadata.deletionTimestamp ? { deletionTimestamp: metadata.deletionTimestamp } : {}),
  },
});

/** `a=b,c`: a has this value, c exists. */
const selects = (selector: string | undefined, { labels = {} }: Metadata): boolean =>
  (selector ?? '')
    .split(',')
    .filter(Boolean)
    .every((term) => {
      const [name = '', value] = term.split('=');
      return value === undefined ? name in labels : labels[name] === value;
    });
