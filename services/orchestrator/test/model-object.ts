import type { KubernetesObject, Metadata } from '../src/cluster/cluster.ts';
import type { Json } from './model-field.ts';

export type Stored = KubernetesObject & { spec?: Json; status?: Json; metadata: Metadata };

export const kindOf = (key: string): string => key.slice(0, key.indexOf('/'));

export const contentOf = ({ metadata, ...rest }: Stored): unknown => {
  const { managedFields: _fields, resourceVersion: _version, generation: _generation, ...identity } = metadata;
  return { ...rest, metadata: { ...identity, uid: undefined, namespace: undefined, creationTimestamp: undefined } };
};

export const identityOf = ({ metadata }: Stored): Json => ({
  metadata: {
    uid: metadata.uid,
    creationTimestamp: metadata.creationTimestamp,
    ...(metadata.deletionTimestamp ? { deletionTimestamp: metadata.deletionTimestamp } : {}),
  },
});

/** `a=b,c`: a has this value, c exists. */
export const selects = (selector: string | undefined, { labels = {} }: Metadata): boolean =>
  (selector ?? '')
    .split(',')
    .filter(Boolean)
    .every((term) => {
      const [name = '', value] = term.split('=');
      return value === undefined ? name in labels : labels[name] === value;
    });
