import type { Cluster, Kinds, KubernetesObject } from '../cluster/cluster.ts';
import { configHash } from '../manifest/config-hash.ts';
import { differences, foreignFields, needsReplacement } from '../manifest/difference.ts';
import type { ClusterView, WatchedKind } from './cluster-view.ts';

/** Where the live object is not as wanted, or has more than was wanted. Labels, annotations and finalizers of others are theirs. */
const unlike = (wanted: KubernetesObject, live: KubernetesObject): string[] => [
  ...differences(wanted, live),
  ...foreignFields(wanted, live),
];
const remainder = (wanted: KubernetesObject, live: KubernetesObject): string => unlike(wanted, live).sort().join(' ');

/** The wanted object in the place of the live one: nothing of its content survives, labels, annotations and finalizers do. */
const replacementOf = <T extends KubernetesObject>(wanted: T, live: T): T => {
  const { resourceVersion, uid, labels, annotations, finalizers = [] } = live.metadata;
  const allFinalizers = [...new Set([...finalizers, ...(wanted.metadata.finalizers ?? [])])];
  const metadata = {
    ...wanted.metadata,
    ...(resourceVersion ? { resourceVersion } : {}),
    ...(uid ? { uid } : {}),
    labels: { ...labels, ...wanted.metadata.labels },
    annotations: { ...annotations, ...wanted.metadata.annotations },
    ...(allFinalizers.length > 0 ? { finalizers: allFinalizers } : {}),
  };
  return { ...wanted, metadata };
};

/** Writes objects when, and only when, what is there is not what is wanted. */
export class ObjectWriter {
  /** What the API server makes of an object against our will, by kind and name: repeating ourselves would not change it. */
  private readonly accepted = new Map<string, string>();

  constructor(
    private readonly cluster: Cluster,
    private readonly view: ClusterView,
    private readonly report: (error: unknown, what: string) => void,
  ) {}

  /** Answers the live object. */
  async write<K extends WatchedKind>(kind: K, wanted: Kinds[K]): Promise<Kinds[K]> {
    const informer = this.view.of(kind);
    const live = informer.get(wanted.metadata.name);
    if (live && !this.isDue(kind, wanted, live)) return live;
    let written = await this.send(kind, wanted, live);
    if (unlike(wanted, written).length > 0) {
      written = await this.cluster.replace(kind, replacementOf(wanted, written));
    }
    informer.observe(written);
    this.remember(kind, wanted, written);
    return written;
  }

  forget(kind: WatchedKind, name: string): void {
    this.accepted.delete(`${kind}/${name}`);
  }

  private send<K extends WatchedKind>(kind: K, wanted: Kinds[K], live: Kinds[K] | undefined): Promise<Kinds[K]> {
    return live && needsReplacement(live)
      ? this.cluster.replace(kind, replacementOf(wanted, live))
      : this.cluster.apply(kind, wanted);
  }

  private isDue<K extends WatchedKind>(kind: K, wanted: Kinds[K], live: Kinds[K]): boolean {
    if (configHash(wanted) !== configHash(live)) return true;
    const remains = remainder(wanted, live);
    return remains !== '' && remains !== this.accepted.get(`${kind}/${wanted.metadata.name}`);
  }

  private remember(kind: WatchedKind, wanted: KubernetesObject, written: KubernetesObject): void {
    const key = `${kind}/${wanted.metadata.name}`;
    const remains = remainder(wanted, written);
    if (remains === '') {
      this.accepted.delete(key);
      return;
    }
    this.accepted.set(key, remains);
    this.report(new Error(remains), `${key} is changed by the cluster as soon as it is written`);
  }
}
