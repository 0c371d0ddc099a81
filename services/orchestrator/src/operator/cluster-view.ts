import type { Cluster, Kind, Kinds } from '../cluster/cluster.ts';
import { Informer, type InformerOptions } from '../cluster/informer.ts';
import { label, ownSelector } from '../manifest/label.ts';

/** Kinds of objects the operator makes for a server, in the order in which they are removed. */
export const childKinds = ['Deployment', 'Service', 'NetworkPolicy', 'Secret', 'ServiceAccount'] as const;
const watchedKinds = ['McpServer', 'Pod', ...childKinds] as const;
export type WatchedKind = (typeof watchedKinds)[number];
type Informers = { readonly [K in WatchedKind]: Informer<K> };

const serverOf = (object: Kinds[Kind]): string =>
  object.kind === 'McpServer' ? object.metadata.name : (object.metadata.labels?.[label.server] ?? object.metadata.name);

/** What the cluster looks like, as far as the watches have told. */
export class ClusterView {
  private readonly informers: Informers;
  private readonly lastServer = new Map<string, string>();

  constructor(cluster: Cluster, options: InformerOptions) {
    const ours = { ...options, labelSelector: ownSelector };
    this.informers = {
      // People apply theirs without our label.
      McpServer: new Informer(cluster, 'McpServer', options),
      Pod: new Informer(cluster, 'Pod', ours),
      Deployment: new Informer(cluster, 'Deployment', ours),
      Service: new Informer(cluster, 'Service', ours),
      NetworkPolicy: new Informer(cluster, 'NetworkPolicy', ours),
      Secret: new Informer(cluster, 'Secret', ours),
      ServiceAccount: new Informer(cluster, 'ServiceAccount', ours),
    };
  }

  of<K extends WatchedKind>(kind: K): Informer<K> {
    return this.informers[kind];
  }

  start(): void {
    for (const kind of watchedKinds) this.informers[kind].start();
  }

  /** Everything has been read once. */
  async synced(): Promise<void> {
    await Promise.all(watchedKinds.map((kind) => this.informers[kind].synced));
  }

  async stop(): Promise<void> {
    await Promise.all(watchedKinds.map((kind) => this.informers[kind].stop()));
  }

  /** Told the name of the server whenever something of it changes. */
  onChange(listener: (server: string) => void): void {
    for (const kind of watchedKinds) {
      this.informers[kind].onChange((name, object) => {
        const key = `${kind}/${name}`;
        const server = object ? serverOf(object) : (this.lastServer.get(key) ?? name);
        if (object) this.lastServer.set(key, server);
        else this.lastServer.delete(key);
        listener(server);
      });
    }
  }

  /** Every server of which there is anything. */
  servers(): Set<string> {
    return new Set(watchedKinds.flatMap((kind) => this.informers[kind].list().map(serverOf)));
  }

  /** Objects of one kind that were made for a server, whoever they belong to now. */
  belonging<K extends Exclude<WatchedKind, 'McpServer'>>(kind: K, server: string): Kinds[K][] {
    const all: Kinds[K][] = this.informers[kind].list();
    return all.filter((object) => serverOf(object) === server);
  }
}
