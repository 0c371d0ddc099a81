import { createHash } from 'node:crypto';
import type { KubernetesObject } from '../cluster/cluster.ts';
import { annotation } from './label.ts';

/** JSON with sorted keys and without undefined: equal values, equal text. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );

export const fingerprint = (value: unknown): string =>
  createHash('sha256').update(canonical(value)).digest('hex').slice(0, 32);

/** The object with its own fingerprint as an annotation. */
export const hashed = <T extends KubernetesObject>(object: T): T => {
  const annotations = { ...object.metadata.annotations, [annotation.configHash]: fingerprint(object) };
  return { ...object, metadata: { ...object.metadata, annotations } };
};

export const configHash = (object: KubernetesObject): string | undefined =>
  object.metadata.annotations?.[annotation.configHash];
