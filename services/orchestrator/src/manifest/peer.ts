import { isIP } from 'node:net';
import type { V1NetworkPolicyPeer } from '@kubernetes/client-node';
import type { Wire } from '../cluster/cluster.ts';

const IPV6 = 6;

export const addressPeer = (address: string): Wire<V1NetworkPolicyPeer> => ({
  ipBlock: { cidr: `${address}/${isIP(address) === IPV6 ? 128 : 32}` },
});

/**
 * The orchestrator's own pods. The label alone would be anybody's: whoever may make pods may label them. The label of the
 * namespace is set by the API server and nobody else.
 */
export const orchestratorPeer = (namespace: string): Wire<V1NetworkPolicyPeer> => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  podSelector: { matchLabels: { 'app.kubernetes.io/name': 'archestra-orchestrator' } },
});
