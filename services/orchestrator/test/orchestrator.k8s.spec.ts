import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { installations, orchestrator, type DesiredServer, type ServerStatus } from '@archestra/contracts';
import { McpLink, NatsCallerTransport } from '@archestra/mcp';
import { NatsClient, Snapshots } from '@archestra/messaging';
import { connectAs, eventually, provisionNats, startService, useDatabase, useNats } from '@archestra/testing';
import { loadImage, makeBaseFolder, useNamespace } from '@archestra/testing/kubernetes';
import { Client } from '@modelcontextprotocol/client';
import type { NatsConnection } from '@nats-io/transport-node';
import { installerEnvironment, OrchestratorEnv } from '../src/orchestrator.config.ts';
import { OrchestratorModule } from '../src/orchestrator.module.ts';
import { hostAddress } from './cluster-world.ts';
import { applyDefinition } from './operator.fixture.ts';

const organizationId = '018f0000-0000-7000-8000-000000000001';
const serverId = '018f0000-0000-7000-8000-000000000301';
const START_MS = 90_000;

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** The whole service on real parts, told by nothing but its environment and the snapshot of installations. */
describe('the orchestrator with servers as pods', () => {
  // Before everything that the service stands on: hooks run in the order in which they are written.
  afterAll(async () => {
    link.close();
    await service?.stop();
    await Promise.all([registry, gateway, bffConnection].map((connection) => connection.close()));
    rmSync(dataFolder, { recursive: true, force: true });
  }, 60_000);

  const nats = useNats();
  const database = useDatabase('orchestrator');
  const namespace = useNamespace('orchestrator');
  const dataFolder = mkdtempSync(join(tmpdir(), 'archestra-orchestrator-'));
  const secretKey = randomBytes(32).toString('base64');
  let environment: Record<string, string>;
  let service: Awaited<ReturnType<typeof startService>> | undefined;
  let registry: NatsConnection;
  let gateway: NatsConnection;
  let bff: NatsClient;
  let bffConnection: NatsConnection;
  let link: McpLink;

  const start = async (): Promise<void> => {
    const definition = { name: 'orchestrator', env: OrchestratorEnv, module: OrchestratorModule } as const;
    service = await startService(definition, nats(), environment);
  };
  const want = async (change: Partial<DesiredServer> = {}): Promise<void> => {
    const writer = new Snapshots(registry, () => undefined).writer(installations);
    await writer.put(serverId, {
      ...{ id: serverId, organizationId, name: 'everything', generation: 1, fields: [], configuration: {} },
      source: {
        ...{ kind: 'package', registry: 'npm', package: '@modelcontextprotocol/server-everything' },
        ...{ version: '2026.8.31', arguments: [], environment: {}, directories: [], egressHosts: [], limits: {} },
      },
      ...change,
    });
  };
  const status = async (): Promise<ServerStatus | undefined> =>
    (await bff.call(orchestrator.listStatus, { serverIds: [serverId] }, { organizationId })).items[0];
  const until = (phase: ServerStatus['phase']): Promise<ServerStatus> =>
    eventually(
      async () => {
        const found = await status();
        expect(found).toMatchObject({ phase });
        return found as ServerStatus;
      },
      START_MS,
      200,
    );
  const podOf = ({ instances }: ServerStatus): string | undefined => instances[0]?.pods[0]?.name;
  const echo = async (message: string): Promise<string> => {
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(new NatsCallerTransport({ link, serverId, context: { organizationId }, timeoutMs: 30_000 }));
    return JSON.stringify(await client.callTool({ name: 'echo', arguments: { message } }));
  };

  beforeAll(async () => {
    await applyDefinition();
    const base = makeBaseFolder();
    const host = await hostAddress(namespace());
    const [door, proxy] = [await freePort(), await freePort()];
    environment = {
      ...installerEnvironment(process.env),
      DATABASE_URL: database().urlOf(),
      SECRET_KEY: secretKey,
      DATA_DIR: dataFolder,
      SERVER_RUNTIME: 'kubernetes',
      SERVER_IDLE_MS: '8000',
      KUBECONFIG: namespace().kubeconfig,
      KUBERNETES_NAMESPACE: namespace().name,
      KUBERNETES_BASE_IMAGE: await loadImage({ name: 'archestra-base', folder: base.folder, entry: base.entry }),
      KUBERNETES_ORCHESTRATOR_CIDRS: `${host}/32`,
      POD_DOOR_PORT: String(door),
      POD_DOOR_ADVERTISED_HOST: host,
      EGRESS_HOST: '0.0.0.0',
      EGRESS_PORT: String(proxy),
      EGRESS_ADVERTISED_HOST: host,
    };
    await provisionNats(nats());
    await start();
    [registry, gateway, bffConnection] = (await Promise.all(
      (['registry', 'gateway', 'bff'] as const).map((login) => connectAs(nats(), login)),
    )) as [NatsConnection, NatsConnection, NatsConnection];
    bff = new NatsClient(bffConnection);
    link = new McpLink(gateway);
  }, 240_000);
  it('runs what is wanted, answers calls, and shows the pod', async () => {
    await want();
    expect((await until('running')).sandbox).toBe('pod');
    await eventually(async () =>
      expect((await status())?.instances[0]).toMatchObject({
        pods: [{ phase: 'Running', ready: true }],
        conditions: expect.arrayContaining([expect.objectContaining({ type: 'Ready', status: 'True' })]),
      }),
    );
    await expect(echo('hello pod')).resolves.toContain('hello pod');
    const { yaml } = await bff.call(orchestrator.readManifest, { serverId }, { organizationId });
    expect(yaml).toContain('transport: bridge');
    await eventually(async () => {
      const { lines } = await bff.call(orchestrator.readLog, { serverId }, { organizationId });
      expect(lines.map(({ text }) => text).join('\n')).toContain('Starting default (STDIO) server');
    });
  }, 120_000);

  it('leaves its pods alone when it goes, and finds them when it comes back', async () => {
    const before = podOf(await until('running'));
    await service?.stop();
    await start();
    expect(podOf(await until('running'))).toBe(before);
    await expect(echo('still the same')).resolves.toContain('still the same');
  }, 120_000);

  it('puts a server to sleep that nobody calls, and wakes it with the next call', async () => {
    await until('asleep');
    await eventually(async () => expect((await status())?.instances[0]?.pods).toEqual([]), 30_000);
    const begun = Date.now();
    await expect(echo('awake')).resolves.toContain('awake');
    console.info(`asleep to the first answer: ${Date.now() - begun} ms`);
  }, 120_000);

  it('starts a new pod on request', async () => {
    const before = podOf(await until('running'));
    await bff.call(orchestrator.restartServer, { serverId }, { organizationId });
    await eventually(
      async () => {
        const after = await status();
        expect(after?.phase).toBe('running');
        expect(after && podOf(after)).not.toBe(before);
      },
      START_MS,
      200,
    );
  }, 120_000);

  it('leaves nothing of a server that is no longer wanted', async () => {
    await new Snapshots(registry, () => undefined).writer(installations).delete(serverId);
    const { core, apps, name } = namespace();
    await eventually(
      async () => {
        expect((await core.listNamespacedPod({ namespace: name })).items).toEqual([]);
        expect((await apps.listNamespacedDeployment({ namespace: name })).items).toEqual([]);
        expect((await core.listNamespacedSecret({ namespace: name })).items).toEqual([]);
      },
      60_000,
      500,
    );
  }, 90_000);
});
