import type { V1Container, V1EnvVar, V1PodSpec, V1Probe, V1SecurityContext, V1Volume } from '@kubernetes/client-node';
import type { Wire } from '../cluster/cluster.ts';
import type { McpServerSpec } from '../cluster/mcp-server.ts';
import { fingerprint } from './config-hash.ts';
import { annotation, ownLabels } from './label.ts';
import type { ManifestOptions } from './manifest-options.ts';
import { smallerQuantity } from './quantity.ts';

const SERVER_CONTAINER = 'server';
export const PACKAGE_CONTAINER = 'package';
const PACKAGE_FOLDER = '/package';
const HOME = '/home/server';
const DEFAULT_PORT = 8_080;
const DEFAULT_PATH = '/mcp';
/** After this a server that never answered is started anew; it is called never ready long before. */
const STARTUP_SECONDS = 600;

export const portOf = ({ transport, port }: McpServerSpec): number | undefined =>
  transport === 'attach' ? undefined : (port ?? DEFAULT_PORT);

/** Kubernetes replaces `$(NAME)` in commands and values; what a server is given arrives as it was written. */
const literal = (text: string): string => text.replaceAll('$', '$$$$');

const restricted: Wire<V1SecurityContext> = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

const environment = (spec: McpServerSpec, name: string): V1EnvVar[] => {
  const port = portOf(spec);
  const values = new Map<string, V1EnvVar>();
  const set = (variable: V1EnvVar): unknown => values.set(variable.name, variable);
  set({ name: 'HOME', value: HOME });
  set({ name: 'TMPDIR', value: '/tmp' });
  if (port !== undefined) set({ name: 'PORT', value: String(port) });
  for (const variable of spec.environment) set({ name: variable.name, value: literal(variable.value) });
  if (spec.transport === 'bridge') {
    set({ name: 'ARCHESTRA_BRIDGE_PORT', value: String(port) });
    set({ name: 'ARCHESTRA_BRIDGE_PATH', value: spec.path ?? DEFAULT_PATH });
    if (spec.package) set({ name: 'ARCHESTRA_PACKAGE_FOLDER', value: PACKAGE_FOLDER });
  }
  for (const key of spec.secretName ? spec.secretKeys : []) {
    set({ name: key, valueFrom: { secretKeyRef: { name: spec.secretName ?? name, key } } });
  }
  return [...values.values()];
};

const resources = (
  { resources: own }: McpServerSpec,
  { limits, requests }: ManifestOptions,
): NonNullable<V1Container['resources']> => {
  const cpu = own.cpu ?? limits.cpu;
  const memory = own.memory ?? limits.memory;
  const storage = own.ephemeralStorage ?? limits.ephemeralStorage;
  return {
    limits: { cpu, memory, 'ephemeral-storage': storage },
    requests: {
      cpu: smallerQuantity(cpu, requests.cpu),
      memory: smallerQuantity(memory, requests.memory),
      'ephemeral-storage': smallerQuantity(storage, requests.ephemeralStorage),
    },
  };
};

const mounts = (spec: McpServerSpec, packageIsReadOnly: boolean): NonNullable<V1Container['volumeMounts']> => [
  { name: 'tmp', mountPath: '/tmp' },
  { name: 'home', mountPath: HOME },
  ...(spec.package
    ? [{ name: 'package', mountPath: PACKAGE_FOLDER, ...(packageIsReadOnly ? { readOnly: true } : {}) }]
    : []),
];

/**
 * `attach` has no port to knock at: its container runs or it does not. Knocks are frequent at the start, where a caller may wait,
 * and rare afterwards. Nothing is killed for not answering: a bridge ends with its server by itself.
 */
const probes = (spec: McpServerSpec, { bridgeHealthPath }: ManifestOptions): Partial<Wire<V1Container>> => {
  const port = portOf(spec);
  if (port === undefined) return {};
  const isHttp = spec.transport === 'bridge' && bridgeHealthPath !== undefined;
  const knock: Wire<V1Probe> = {
    ...(isHttp ? { httpGet: { path: bridgeHealthPath, port } } : { tcpSocket: { port } }),
    timeoutSeconds: 2,
  };
  return {
    startupProbe: { ...knock, periodSeconds: 1, failureThreshold: STARTUP_SECONDS },
    readinessProbe: { ...knock, periodSeconds: 5, failureThreshold: 2 },
  };
};

const program = (spec: McpServerSpec, { bridgeCommand }: ManifestOptions): Partial<V1Container> => {
  const command = spec.command.map(literal);
  const args = spec.args.map(literal);
  if (spec.transport === 'bridge') return { command: [...bridgeCommand], args: [...command, ...args] };
  return { ...(command.length > 0 ? { command } : {}), ...(args.length > 0 ? { args } : {}) };
};

const serverContainer = (spec: McpServerSpec, name: string, options: ManifestOptions): Wire<V1Container> => {
  const port = portOf(spec);
  return {
    name: SERVER_CONTAINER,
    image: spec.image,
    imagePullPolicy: options.imagePullPolicy,
    ...program(spec, options),
    env: environment(spec, name),
    ...(port === undefined ? {} : { ports: [{ name: 'mcp', containerPort: port, protocol: 'TCP' }] }),
    ...(spec.transport === 'attach' ? { stdin: true } : {}),
    resources: resources(spec, options),
    volumeMounts: mounts(spec, true),
    securityContext: restricted,
    ...probes(spec, options),
  };
};

const packageContainer = (spec: McpServerSpec, options: ManifestOptions): Wire<V1Container>[] => {
  if (!spec.package) return [];
  const { url, sha256, tokenKey } = spec.package;
  const token = (name: string, key: string): V1EnvVar => ({
    name: 'ARCHESTRA_PACKAGE_TOKEN',
    valueFrom: { secretKeyRef: { name, key } },
  });
  const container: Wire<V1Container> = {
    name: PACKAGE_CONTAINER,
    image: spec.image,
    imagePullPolicy: options.imagePullPolicy,
    command: [...options.fetchCommand],
    env: [
      { name: 'HOME', value: HOME },
      { name: 'ARCHESTRA_PACKAGE_URL', value: literal(url) },
      { name: 'ARCHESTRA_PACKAGE_SHA256', value: sha256 },
      { name: 'ARCHESTRA_PACKAGE_FOLDER', value: PACKAGE_FOLDER },
      ...(tokenKey && spec.secretName ? [token(spec.secretName, tokenKey)] : []),
    ],
    resources: resources(spec, options),
    volumeMounts: mounts(spec, false),
    securityContext: restricted,
  };
  return [container];
};

const volumes = (spec: McpServerSpec, { scratchSize, packageSize }: ManifestOptions): Wire<V1Volume>[] => [
  { name: 'tmp', emptyDir: { sizeLimit: scratchSize } },
  { name: 'home', emptyDir: { sizeLimit: scratchSize } },
  ...(spec.package ? [{ name: 'package', emptyDir: { sizeLimit: packageSize } }] : []),
];

/** Without DNS a lookup fails at once instead of after the resolver's patience; nothing can be told to a name server either. */
const names = ({ hostAliases }: ManifestOptions): Partial<Wire<V1PodSpec>> => ({
  dnsPolicy: 'None',
  dnsConfig: { nameservers: ['127.0.0.1'] },
  ...(hostAliases.length > 0 ? { hostAliases: [...hostAliases] } : {}),
});

/** The pod of a server: everything that replaces the pod when it changes, and nothing else. */
export const podTemplate = (
  name: string,
  spec: McpServerSpec,
  options: ManifestOptions,
): { metadata: { labels: Record<string, string>; annotations: Record<string, string> }; spec: Wire<V1PodSpec> } => {
  const { userId } = options;
  const initContainers = packageContainer(spec, options);
  const pod: Wire<V1PodSpec> = {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: options.terminationGraceSeconds,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: userId,
      runAsGroup: userId,
      fsGroup: userId,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    ...(spec.imagePullSecrets.length > 0
      ? { imagePullSecrets: spec.imagePullSecrets.map((secret) => ({ name: secret })) }
      : {}),
    ...names(options),
    ...(initContainers.length > 0 ? { initContainers } : {}),
    containers: [serverContainer(spec, name, options)],
    volumes: volumes(spec, options),
  };
  const annotations = {
    ...(spec.restartedAt ? { [annotation.restartedAt]: spec.restartedAt } : {}),
    ...(spec.secretRevision ? { [annotation.secretRevision]: spec.secretRevision } : {}),
  };
  const labels = ownLabels(name);
  const hash = fingerprint({ labels, annotations, pod });
  return { metadata: { labels, annotations: { ...annotations, [annotation.configHash]: hash } }, spec: pod };
};
