import type {
  Deployment,
  KubernetesObject,
  Kind,
  Kinds,
  McpServerObject,
  Metadata,
  NetworkPolicy,
  Secret,
  Service,
  ServiceAccount,
} from '../cluster/cluster.ts';
import { kinds } from '../cluster/cluster.ts';
import { MCP_SERVER, McpServerSpec, type McpServerInstance } from '../cluster/mcp-server.ts';
import { hashed } from './config-hash.ts';
import { annotation, FINALIZER, label, MANAGED_BY, ownLabels } from './label.ts';
import type { ManifestOptions } from './manifest-options.ts';
import { podTemplate, portOf } from './pod-template.ts';

type ChildKind = 'ServiceAccount' | 'NetworkPolicy' | 'Service' | 'Deployment';
/** An object that the operator makes, with its kind as a type. */
export type Wanted = { [K in ChildKind]: { readonly kind: K; readonly object: Kinds[K] } }[ChildKind];

/** Everything about an object but its content. The owner's removal is the object's. */
const childOf = (server: McpServerObject, kind: Kind): KubernetesObject & { metadata: Metadata } => {
  const { name, namespace, uid } = server.metadata;
  const owner = { apiVersion: MCP_SERVER.apiVersion, kind: MCP_SERVER.kind, name, uid: uid ?? '' };
  return {
    apiVersion: kinds[kind].apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace ? { namespace } : {}),
      labels: ownLabels(name),
      ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }],
    },
  };
};

const serviceAccount = (server: McpServerObject): ServiceAccount => ({
  ...childOf(server, 'ServiceAccount'),
  automountServiceAccountToken: false,
});

const networkPolicy = (server: McpServerObject, spec: McpServerSpec, options: ManifestOptions): NetworkPolicy => {
  const port = portOf(spec);
  const from = [...options.ingressFrom];
  return {
    ...childOf(server, 'NetworkPolicy'),
    spec: {
      podSelector: { matchLabels: { [label.server]: server.metadata.name } },
      policyTypes: ['Ingress', 'Egress'],
      // A rule without peers would let everybody in.
      ingress: port === undefined || from.length === 0 ? [] : [{ from, ports: [{ port, protocol: 'TCP' }] }],
      egress: [...options.egressTo],
    },
  };
};

const service = (server: McpServerObject, port: number): Service => ({
  ...childOf(server, 'Service'),
  spec: {
    type: 'ClusterIP',
    selector: { [label.managedBy]: MANAGED_BY, [label.server]: server.metadata.name },
    ports: [{ name: 'mcp', port, targetPort: port, protocol: 'TCP' }],
  },
});

const deployment = (server: McpServerObject, spec: McpServerSpec, options: ManifestOptions): Deployment => ({
  ...childOf(server, 'Deployment'),
  spec: {
    replicas: spec.replicas,
    revisionHistoryLimit: 1,
    // Never two copies: one of them would own the pipe, the other the answers.
    strategy: { type: 'Recreate' },
    selector: { matchLabels: { [label.server]: server.metadata.name } },
    template: podTemplate(server.metadata.name, spec, options),
  },
});

/** What has to exist for a server, in the order in which it is written: no pod before its network policy. Pure. */
export const desiredObjects = (server: McpServerObject, options: ManifestOptions): Wanted[] => {
  const spec = McpServerSpec.parse(server.spec);
  const port = portOf(spec);
  return [
    { kind: 'ServiceAccount', object: hashed(serviceAccount(server)) },
    { kind: 'NetworkPolicy', object: hashed(networkPolicy(server, spec, options)) },
    ...(port === undefined ? [] : [{ kind: 'Service' as const, object: hashed(service(server, port)) }]),
    { kind: 'Deployment', object: hashed(deployment(server, spec, options)) },
  ];
};

/** The Secret of a server. No fingerprint: it would let everybody who may read annotations guess the values. */
export const secretObject = (server: McpServerObject, values: Readonly<Record<string, string>>): Secret => ({
  ...childOf(server, 'Secret'),
  type: 'Opaque',
  data: Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Buffer.from(value, 'utf8').toString('base64')]),
  ),
});

/** The `McpServer` of an instance as the platform writes it. */
export const serverObject = (
  instance: McpServerInstance,
  namespace: string,
  secretRevision?: string,
): McpServerObject => {
  const hasSecret = Object.keys(instance.secret).length > 0;
  const spec = McpServerSpec.parse({
    ...instance.spec,
    ...(hasSecret ? { secretName: instance.name, secretRevision } : {}),
  });
  return hashed({
    apiVersion: MCP_SERVER.apiVersion,
    kind: MCP_SERVER.kind,
    metadata: {
      name: instance.name,
      namespace,
      labels: { [label.managedBy]: MANAGED_BY },
      annotations: { [annotation.title]: instance.title },
      finalizers: [FINALIZER],
    },
    spec,
  });
};
