import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { eventually } from '@archestra/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ModelCluster } from '../../test/model-cluster.ts';
import type { McpServerInstance } from '../cluster/mcp-server.ts';
import { OrchestratorEnv } from '../orchestrator.config.ts';
import { ServerCluster } from './server-cluster.ts';

const instance: McpServerInstance = {
  name: 'files',
  title: 'Files',
  spec: {
    ...{ transport: 'http', image: 'registry/files:1', port: 9_000 },
    ...{ organizationId: 'o', installationId: 'i', instance: 'shared' },
  },
  secret: {},
};
const orchestrator = {
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'platform' } },
  podSelector: { matchLabels: { 'app.kubernetes.io/name': 'archestra-orchestrator' } },
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

describe('the cluster that servers run in', () => {
  const names = new Map<string, string[]>();
  let folder: string;
  let port: string;
  let model: ModelCluster;
  let world: ServerCluster | undefined;

  beforeEach(async () => {
    names.clear();
    folder = mkdtempSync(join(tmpdir(), 'archestra-server-cluster-'));
    port = String(await freePort());
    model = new ModelCluster(() => 0.5);
  });
  afterEach(async () => {
    await world?.onApplicationShutdown();
    world = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (environment: Record<string, string> = {}): Promise<ServerCluster> => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(
      { name: 'model', server: 'http://127.0.0.1:1', skipTLSVerify: true },
      { name: 'x' },
    );
    const config = OrchestratorEnv.parse({
      ...{ PORT: '0', NATS_URL: 'nats://127.0.0.1:1', NATS_USER: 'x', DATABASE_URL: 'postgres://x@127.0.0.1:1/x' },
      ...{ SECRET_KEY: Buffer.alloc(32, 1).toString('base64'), DATA_DIR: folder, SERVER_RUNTIME: 'kubernetes' },
      ...{ POD_DOOR_HOST: '127.0.0.1', POD_DOOR_PORT: port, EGRESS_PORT: '3128' },
      ...{ POD_DOOR_ADVERTISED_HOST: 'door.platform.svc', EGRESS_ADVERTISED_HOST: 'proxy.platform.svc' },
      KUBERNETES_ORCHESTRATOR_NAMESPACE: 'platform',
      ...environment,
    });
    const opened = new ServerCluster({
      ...{ config, cluster: model, kubeConfig, desired: { synced: false } as never },
      proposals: { onProposed: () => undefined, onProposalWithdrawn: () => undefined },
      lookUp: (name) => Promise.resolve(names.get(name) ?? []),
    });
    await opened.onModuleInit();
    world = opened;
    await opened.operator.synced();
    await eventually(() => expect(opened.operator.isLeader).toBe(true));
    return opened;
  };
  const policy = () => model.all('NetworkPolicy')[0]?.spec;
  const pod = () => model.all('Deployment')[0]?.spec.template.spec;

  it('tells pods the addresses of its own names, and lets them ask no name server', async () => {
    names.set('door.platform.svc', ['10.96.0.7']).set('proxy.platform.svc', ['10.96.0.8']);
    await (await open()).operator.servers.apply(instance);
    expect(policy()?.egress).toEqual([
      { to: [{ ipBlock: { cidr: '10.96.0.7/32' } }, orchestrator], ports: [{ port: Number(port), protocol: 'TCP' }] },
      { to: [{ ipBlock: { cidr: '10.96.0.8/32' } }, orchestrator], ports: [{ port: 3_128, protocol: 'TCP' }] },
    ]);
    expect(pod()).toMatchObject({
      dnsPolicy: 'None',
      dnsConfig: { nameservers: ['127.0.0.1'] },
      hostAliases: [
        { ip: '10.96.0.7', hostnames: ['door.platform.svc'] },
        { ip: '10.96.0.8', hostnames: ['proxy.platform.svc'] },
      ],
    });
  });

  it('lets in pods of its own namespace, and not whoever has the label', async () => {
    names.set('door.platform.svc', ['10.96.0.7']).set('proxy.platform.svc', ['10.96.0.7']);
    await (await open()).operator.servers.apply(instance);
    expect(policy()?.ingress).toEqual([{ from: [orchestrator], ports: [{ port: 9_000, protocol: 'TCP' }] }]);
    expect(pod()?.hostAliases).toEqual([{ ip: '10.96.0.7', hostnames: ['door.platform.svc', 'proxy.platform.svc'] }]);
  });

  it('lets in the networks that are named, and no pods', async () => {
    const machine = { POD_DOOR_ADVERTISED_HOST: '192.0.2.10', EGRESS_ADVERTISED_HOST: '192.0.2.10' };
    await (await open({ KUBERNETES_ORCHESTRATOR_CIDRS: '192.0.2.10/32', ...machine })).operator.servers.apply(instance);
    expect(policy()?.ingress?.[0]?.from).toEqual([{ ipBlock: { cidr: '192.0.2.10/32' } }]);
    expect(pod()).not.toHaveProperty('hostAliases');
  });

  it.each<[string, string[]]>([
    ['leads nowhere', []],
    ['leads a machine to itself only', ['127.0.1.1', '::1']],
  ])('makes no pod while a name %s, and says which one', async (_what, addresses) => {
    names.set('door.platform.svc', ['10.96.0.7']).set('proxy.platform.svc', addresses);
    const { operator } = await open();
    await expect(operator.servers.apply(instance)).rejects.toMatchObject({
      code: 'SERVER_UNAVAILABLE',
      message: expect.stringMatching(/“proxy\.platform\.svc”.*EGRESS_ADVERTISED_HOST/),
    });
    expect([model.all('NetworkPolicy'), model.all('Deployment'), model.all('Pod')]).toEqual([[], [], []]);
  });
});
