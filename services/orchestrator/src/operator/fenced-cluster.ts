import type { Cluster, Kind, Kinds, Listed, McpServerObject, PodLogOptions, WatchOptions } from '../cluster/cluster.ts';
import { ClusterError } from '../cluster/cluster-error.ts';

/** A cluster that only the leader can write to: asked before every single write, not once per step. */
export class FencedCluster implements Cluster {
  constructor(
    private readonly cluster: Cluster,
    private readonly isLeader: () => boolean,
  ) {}

  get namespace(): string {
    return this.cluster.namespace;
  }

  get away(): ClusterError | undefined {
    return this.cluster.away;
  }

  get<K extends Kind>(kind: K, name: string): Promise<Kinds[K] | undefined> {
    return this.cluster.get(kind, name);
  }

  list<K extends Kind>(kind: K, labelSelector?: string): Promise<Listed<K>> {
    return this.cluster.list(kind, labelSelector);
  }

  watch<K extends Kind>(kind: K, options: WatchOptions<K>): Promise<void> {
    return this.cluster.watch(kind, options);
  }

  podLog(name: string, options: PodLogOptions): Promise<string> {
    return this.cluster.podLog(name, options);
  }

  apply<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]> {
    return this.asLeader(() => this.cluster.apply(kind, object));
  }

  create<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]> {
    return this.asLeader(() => this.cluster.create(kind, object));
  }

  replace<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]> {
    return this.asLeader(() => this.cluster.replace(kind, object));
  }

  patch<K extends Kind>(kind: K, name: string, patch: Readonly<Record<string, unknown>>): Promise<Kinds[K]> {
    return this.asLeader(() => this.cluster.patch(kind, name, patch));
  }

  applyStatus(object: McpServerObject): Promise<McpServerObject> {
    return this.asLeader(() => this.cluster.applyStatus(object));
  }

  delete(kind: Kind, name: string, uid?: string): Promise<void> {
    return this.asLeader(() => this.cluster.delete(kind, name, uid));
  }

  private asLeader<T>(write: () => Promise<T>): Promise<T> {
    if (this.isLeader()) return write();
    return Promise.reject(new ClusterError('Conflict', 'another replica leads now'));
  }
}
