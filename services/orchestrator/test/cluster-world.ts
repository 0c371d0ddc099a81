import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { loadImage, makeBaseFolder, useNamespace, type TestNamespace } from '@archestra/testing/kubernetes';
import { KubernetesClient } from '../src/cluster/kubernetes.client.ts';
import { defaultManifestOptions, type ManifestOptions } from '../src/manifest/manifest-options.ts';
import { Operator } from '../src/operator/operator.ts';
import { PackedPackages } from '../src/package/packed-package.ts';
import { PodDoor } from '../src/package/pod-door.ts';
import { AdvertisedHosts, type AdvertisedHost } from '../src/runtime/advertised-hosts.ts';
import { KubernetesRuntime, type KubernetesRuntimeOptions } from '../src/runtime/kubernetes.runtime.ts';
import { PodClient } from '../src/runtime/pod.client.ts';
import { applyDefinition, eventually } from './operator.fixture.ts';

const KEY = Buffer.alloc(32, 3);
/** No name server anywhere knows this name: pods know it because they are told. */
const DOOR_NAME = 'door.archestra.invalid';

export interface ClusterWorld {
  readonly namespace: TestNamespace;
  readonly operator: Operator;
  readonly client: KubernetesClient;
  readonly pods: PodClient;
  readonly baseImage: string;
  /** A runtime as one replica of the orchestrator has it. */
  runtime(options?: Partial<KubernetesRuntimeOptions>): KubernetesRuntime;
}

/** Where pods reach this machine: the address of its only node, unless somebody knows better. */
export const hostAddress = async ({ core }: TestNamespace): Promise<string> => {
  const known = process.env['ARCHESTRA_KUBE_HOST'];
  if (known) return known;
  const { items } = await core.listNode();
  const address = items[0]?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
  if (!address) throw new Error('The node has no address.');
  return address;
};

/** Operator, pod door and base image in a namespace of their own, on a real cluster. What else pods come to is on this machine, too. */
export const useClusterWorld = (
  manifest: Partial<ManifestOptions> = {},
  others: readonly AdvertisedHost[] = [],
): (() => ClusterWorld) => {
  const namespace = useNamespace('runtime');
  const folder = mkdtempSync(join(tmpdir(), 'archestra-cluster-'));
  const packages = new PackedPackages(join(folder, 'packed'));
  let world: ClusterWorld | undefined;
  let door: PodDoor | undefined;

  beforeAll(async () => {
    await applyDefinition();
    const base = makeBaseFolder();
    const baseImage = await loadImage({ name: 'archestra-base', folder: base.folder, entry: base.entry });
    const client = KubernetesClient.load(namespace().name, namespace().kubeconfig);
    const host = await hostAddress(namespace());
    let publicUrl = '';
    const opened = new PodDoor(packages, {
      get publicUrl() {
        return publicUrl;
      },
      key: KEY,
      report: () => undefined,
    });
    door = opened;
    const port = await opened.listen(0, '0.0.0.0');
    publicUrl = `http://${DOOR_NAME}:${port}`;
    const advertised = new AdvertisedHosts(
      [{ variable: 'POD_DOOR_ADVERTISED_HOST', host: DOOR_NAME, port }, ...others],
      undefined,
      () => Promise.resolve([host]),
    );
    await advertised.refresh();
    const operator = new Operator(client, {
      manifest: {
        ...defaultManifestOptions,
        imagePullPolicy: 'Never',
        ingressFrom: [{ ipBlock: { cidr: `${host}/32` } }],
        hostAliases: advertised.hostAliases,
        ...manifest,
        egressTo: [...advertised.egressTo, ...(manifest.egressTo ?? [])],
      },
      revisionKey: KEY,
      proposals: { onProposed: () => undefined, onProposalWithdrawn: () => undefined },
      report: () => undefined,
    });
    operator.start();
    await operator.synced();
    await eventually(() => operator.isLeader);
    const pods = new PodClient(client.config, client.namespace);
    world = {
      namespace: namespace(),
      operator,
      client,
      pods,
      baseImage,
      runtime: (options = {}) =>
        new KubernetesRuntime(
          { servers: operator.servers, pods, packages, door: opened },
          { baseImage, reach: 'direct', key: KEY, readyTimeoutMs: 60_000, ...options },
        ),
    };
  }, 240_000);

  afterAll(async () => {
    const { items } = (await world?.client.list('McpServer')) ?? { items: [] };
    await Promise.all(items.map(({ metadata }) => world?.operator.servers.remove(metadata.name)));
    await Promise.all(
      items.map(({ metadata }) => world?.operator.servers.gone(metadata.name, { timeoutMs: 30_000 })),
    ).catch(() => undefined);
    await world?.operator.close();
    await door?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 90_000);

  return () => {
    if (!world) throw new Error('The world exists inside hooks and tests only.');
    return world;
  };
};
