import type { V1HostAlias, V1NetworkPolicyEgressRule, V1NetworkPolicyPeer } from '@kubernetes/client-node';
import type { Wire } from '../cluster/cluster.ts';

export interface Quantities {
  readonly cpu: string;
  readonly memory: string;
  readonly ephemeralStorage: string;
}

/** What is the same for all servers of one platform. A change of what ends up in the pod template restarts servers. */
export interface ManifestOptions {
  /** Program of the base image that bridges stdio to Streamable HTTP; `command` and `args` of the server follow it. */
  readonly bridgeCommand: readonly string[];
  /** Path of the bridge's own health; a port that accepts connections is enough without it. */
  readonly bridgeHealthPath?: string;
  /** Program of the base image that fetches, verifies and unpacks a package into the folder of `ARCHESTRA_PACKAGE_FOLDER`. */
  readonly fetchCommand: readonly string[];
  readonly limits: Quantities;
  /** Asked of the scheduler; never more than the limits. */
  readonly requests: Quantities;
  /** Size of `/tmp` and of the home folder, each; and of the unpacked package. */
  readonly scratchSize: string;
  readonly packageSize: string;
  /** Who may connect to servers: the orchestrator. Nobody when empty. */
  readonly ingressFrom: readonly Wire<V1NetworkPolicyPeer>[];
  /** Where servers may connect to: egress proxy and pod door. Nowhere when empty. */
  readonly egressTo: readonly Wire<V1NetworkPolicyEgressRule>[];
  /** What egress proxy and pod door are called. Pods know no other name: the proxy resolves those that servers ask for. */
  readonly hostAliases: readonly Wire<V1HostAlias>[];
  readonly userId: number;
  readonly terminationGraceSeconds: number;
  readonly imagePullPolicy: 'Always' | 'IfNotPresent' | 'Never';
}

export const defaultManifestOptions: ManifestOptions = {
  bridgeCommand: ['/usr/bin/tini', '--', '/usr/bin/archestra-bridge', 'serve', '--'],
  bridgeHealthPath: '/healthz',
  fetchCommand: ['/usr/bin/archestra-bridge', 'fetch'],
  limits: { cpu: '1', memory: '512Mi', ephemeralStorage: '1Gi' },
  requests: { cpu: '10m', memory: '32Mi', ephemeralStorage: '16Mi' },
  scratchSize: '128Mi',
  packageSize: '768Mi',
  ingressFrom: [],
  egressTo: [],
  hostAliases: [],
  userId: 65_532,
  terminationGraceSeconds: 10,
  imagePullPolicy: 'IfNotPresent',
};
