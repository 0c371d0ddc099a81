import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { CoreV1Api, KubeConfig, KubernetesObjectApi, loadAllYaml, PatchStrategy } from '@kubernetes/client-node';
import type { Kind, Kinds } from '../src/cluster/cluster.ts';
import { KubernetesClient } from '../src/cluster/kubernetes.client.ts';
import {
  MCP_SERVER,
  type McpServerInstance,
  type McpServerSpecInput,
  type ServerProposal,
} from '../src/cluster/mcp-server.ts';
import { ownSelector } from '../src/manifest/label.ts';
import { defaultManifestOptions, type ManifestOptions } from '../src/manifest/manifest-options.ts';
import { Operator, type OperatorOptions } from '../src/operator/operator.ts';

export const IMAGE = 'localhost/busybox:1';

export const manifest: ManifestOptions = {
  ...defaultManifestOptions,
  limits: { cpu: '200m', memory: '64Mi', ephemeralStorage: '32Mi' },
  requests: { cpu: '1m', memory: '4Mi', ephemeralStorage: '1Mi' },
  scratchSize: '4Mi',
  terminationGraceSeconds: 1,
  imagePullPolicy: 'Never',
  ingressFrom: [{ ipBlock: { cidr: '10.244.0.1/32' } }],
};

const kubeConfig = (): KubeConfig => {
  const config = new KubeConfig();
  config.loadFromDefault();
  return config;
};

/** The definition of the custom resource, as it is shipped. */
export const applyDefinition = async (): Promise<void> => {
  const api = KubernetesObjectApi.makeApiClient(kubeConfig());
  const file = new URL('../../../deploy/kubernetes/crd.yaml', import.meta.url);
  for (const object of loadAllYaml(readFileSync(file, 'utf8'))) {
    await api.patch(object, undefined, undefined, 'archestra-test', true, PatchStrategy.ServerSideApply);
  }
};

/** Asks until the answer is neither undefined nor false; tells what it last saw when it gives up. */
export const eventually = async <T>(
  look: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 30_000,
): Promise<T> => {
  const end = performance.now() + timeoutMs;
  let last: unknown;
  while (performance.now() < end) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      last = error;
    }
    await setTimeout(100);
  }
  throw new Error(`It did not come to pass in ${String(timeoutMs)} ms.`, { cause: last });
};

/** Runs and says how long it took. */
export const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
  const startedAt = performance.now();
  const result = await work();
  process.stderr.write(`  ${what}: ${((performance.now() - startedAt) / 1_000).toFixed(2)} s\n`);
  return result;
};

/** A namespace of its own under the restricted standard, gone at the end. */
export class TestNamespace {
  readonly client: KubernetesClient;
  readonly proposed: ServerProposal[] = [];
  readonly withdrawn: string[] = [];
  readonly reports: string[] = [];
  private readonly core: CoreV1Api;
  private readonly operators: Operator[] = [];

  constructor(readonly name = `archestra-k-${randomBytes(4).toString('hex')}`) {
    const config = kubeConfig();
    this.client = new KubernetesClient(config, name);
    this.core = config.makeApiClient(CoreV1Api);
  }

  async create(): Promise<void> {
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    await this.core.createNamespace({ body: { metadata: { name: this.name, labels } } });
    await eventually(async () => this.client.get('ServiceAccount', 'default'));
  }

  async destroy(): Promise<void> {
    await Promise.all(this.operators.map((operator) => operator.close()));
    // No operator is left to let go of what still exists.
    const { items } = await this.client.list('McpServer');
    for (const { metadata } of items) {
      await this.client.patch('McpServer', metadata.name, { metadata: { finalizers: null } }).catch(() => undefined);
    }
    await this.core.deleteNamespace({ name: this.name, gracePeriodSeconds: 0 });
  }

  /** Deletes a server and tells Kubernetes to keep what belongs to it. */
  async orphan(name: string): Promise<void> {
    const api = KubernetesObjectApi.makeApiClient(this.client.config);
    const { apiVersion, kind } = MCP_SERVER;
    const metadata = { name, namespace: this.name };
    await api.delete({ apiVersion, kind, metadata }, undefined, undefined, undefined, undefined, 'Orphan');
  }

  get coreApi(): CoreV1Api {
    return this.core;
  }

  operator(options: Partial<OperatorOptions> = {}): Operator {
    const operator = new Operator(this.client, {
      manifest,
      revisionKey: Buffer.alloc(32, 7),
      proposals: {
        onProposed: (proposal) => void this.proposed.push(proposal),
        onProposalWithdrawn: ({ name }) => void this.withdrawn.push(name),
      },
      neverReadyAfterMs: 10_000,
      report: (error, what) => this.reports.push(`${what}: ${String(error)}`),
      ...options,
    });
    this.operators.push(operator);
    return operator;
  }

  async started(options: Partial<OperatorOptions> = {}): Promise<Operator> {
    const operator = this.operator(options);
    operator.start();
    await operator.synced();
    await eventually(() => operator.isLeader);
    return operator;
  }

  /** Names of everything of one kind that the operator made. */
  async made(kind: Kind): Promise<string[]> {
    const { items } = await this.client.list(kind, ownSelector);
    return items.map(({ metadata }) => metadata.name).sort();
  }

  async existing<K extends Kind>(kind: K, name: string): Promise<Kinds[K]> {
    const object = await this.client.get(kind, name);
    if (!object) throw new Error(`${kind} ${name} does not exist.`);
    return object;
  }
}

/** A server that listens, and one that only waits. */
export const listening: McpServerSpecInput = {
  transport: 'http',
  image: IMAGE,
  command: ['/bin/busybox', 'httpd', '-f', '-p', '8080', '-h', '/tmp'],
  port: 8_080,
};
export const waiting: McpServerSpecInput = { transport: 'attach', image: IMAGE, command: ['/bin/cat'] };

export const instanceOf = (
  name: string,
  spec: McpServerSpecInput,
  secret: Record<string, string> = {},
): McpServerInstance => ({
  name,
  title: `Test of ${name}`,
  spec: { ...spec, organizationId: 'organization', installationId: `installation-${name}`, instance: 'shared' },
  secret,
});

/** A kubeconfig with the rights that deploy/kubernetes/rbac.yaml gives the orchestrator, and no others. */
export const asOrchestrator = async (namespace: string): Promise<KubeConfig> => {
  const config = kubeConfig();
  const api = KubernetesObjectApi.makeApiClient(config);
  const file = readFileSync(new URL('../../../deploy/kubernetes/rbac.yaml', import.meta.url), 'utf8');
  for (const object of loadAllYaml(file.replaceAll('archestra-servers', namespace))) {
    await api.patch(object, undefined, undefined, 'archestra-test', true, PatchStrategy.ServerSideApply);
  }
  const { status } = await config.makeApiClient(CoreV1Api).createNamespacedServiceAccountToken({
    name: 'archestra-orchestrator',
    namespace,
    body: { spec: { audiences: [] } },
  });
  const cluster = config.getCurrentCluster();
  if (!cluster || !status?.token) throw new Error('There is no token.');
  const limited = new KubeConfig();
  limited.loadFromClusterAndUser(cluster, { name: 'orchestrator', token: status.token });
  return limited;
};
