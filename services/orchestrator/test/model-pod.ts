import type { Deployment } from '../src/cluster/cluster.ts';
import type { Json } from './model-field.ts';
import type { Stored } from './model-object.ts';

/** A ready Pod of a Deployment, together with the template it was made of. */
export const podOf = (deployment: Deployment, name: string, template: string): Stored => {
  const { metadata = {}, spec = {} } = deployment.spec.template as { metadata?: Json; spec?: Json };
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: deployment.metadata.name,
    uid: deployment.metadata.uid ?? '',
    controller: true,
  };
  const pod: Stored & { template: string } = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, name, ownerReferences: [owner] },
    spec,
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    template,
  };
  return pod;
};
