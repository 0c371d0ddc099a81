import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { installations, orchestrator, type ServerStatus } from '@archestra/contracts';
import { McpLink, NatsCallerTransport } from '@archestra/mcp';
import { NatsClient, Snapshots } from '@archestra/messaging';
import { connectAs, eventually, useDatabase, useNats, useService } from '@archestra/testing';
import { Client } from '@modelcontextprotocol/client';
import type { NatsConnection } from '@nats-io/transport-node';
import { installerEnvironment, OrchestratorEnv } from '../src/orchestrator.config.ts';
import { OrchestratorModule } from '../src/orchestrator.module.ts';

const VERSION = '2026.8.31';
const ORGANIZATION = '018f0000-0000-7000-8000-000000000001';
/** How this machine reaches its package registry; a service gets it from its own environment. */
const installerVariables = installerEnvironment(process.env);
const idOf = (number: number): string => `018f0000-0000-7000-8000-0000000001${String(number).padStart(2, '0')}`;

describe('published servers of the npm registry', () => {
  const nats = useNats();
  const database = useDatabase('orchestrator');
  // Kept between runs of the suite: what is tested is not the registry.
  const dataFolder = join(tmpdir(), 'archestra-test-orchestrator');
  const shared = mkdtempSync('/tmp/archestra-shared-');
  const service = useService({ name: 'orchestrator', env: OrchestratorEnv, module: OrchestratorModule }, nats, () => ({
    ...installerVariables,
    DATABASE_URL: database().urlOf(),
    SECRET_KEY: randomBytes(32).toString('base64'),
    DATA_DIR: dataFolder,
    SERVER_DIRECTORIES: shared,
  }));
  let bff: NatsClient;
  let registry: NatsConnection;
  let gateway: NatsConnection;
  let link: McpLink;

  const install = async (
    number: number,
    name: string,
    rest: Partial<{
      arguments: string[];
      environment: Record<string, string>;
      directories: { path: string; writable: boolean }[];
      generation: number;
    }> = {},
  ) => {
    const { generation = 1, ...source } = rest;
    await new Snapshots(registry, () => undefined).writer(installations).put(idOf(number), {
      id: idOf(number),
      organizationId: ORGANIZATION,
      name,
      generation,
      fields: [],
      configuration: {},
      source: {
        kind: 'package',
        registry: 'npm',
        package: `@modelcontextprotocol/server-${name}`,
        version: VERSION,
        arguments: [],
        environment: {},
        directories: [],
        egressHosts: [],
        limits: {},
        ...source,
      },
    });
  };
  const closed = mkdtempSync('/tmp/archestra-closed-');
  const status = async (number: number): Promise<ServerStatus | undefined> => {
    const { items } = await bff.call(
      orchestrator.listStatus,
      { serverIds: [idOf(number)] },
      { organizationId: ORGANIZATION },
    );
    return items[0];
  };
  const running = (number: number): Promise<void> =>
    eventually(
      async () => expect(await status(number)).toMatchObject({ phase: 'running', sandbox: 'bubblewrap' }),
      40_000,
    );
  const connect = async (number: number): Promise<Client> => {
    const client = new Client({ name: 'test', version: '1.0.0' });
    await client.connect(
      new NatsCallerTransport({
        link,
        serverId: idOf(number),
        context: { organizationId: ORGANIZATION, principal: 'user:1' },
      }),
    );
    return client;
  };

  beforeAll(async () => {
    bff = await service().as('bff');
    registry = await connectAs(nats(), 'registry');
    gateway = await connectAs(nats(), 'gateway');
    link = new McpLink(gateway);
    // As root every server has an account of its own, which must be able to read what is shared.
    chmodSync(shared, 0o755);
    writeFileSync(join(shared, 'hello.txt'), 'hello from the host');
    await install(1, 'everything');
    await install(2, 'filesystem', { arguments: [shared], directories: [{ path: shared, writable: false }] });
    // By default it writes beside its own code, which no server can.
    await install(3, 'memory', { environment: { MEMORY_FILE_PATH: '/home/server/memory.json' } });
    await Promise.all([running(1), running(2), running(3)]);
  }, 180_000);
  afterAll(async () => {
    link.close();
    await Promise.all([registry.close(), gateway.close()]);
    for (const folder of [shared, closed]) rmSync(folder, { recursive: true });
  });

  it('answers tools of server-everything for many callers over one pipe', async () => {
    const clients = await Promise.all([connect(1), connect(1)]);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, number) =>
        clients[number % 2]?.callTool({ name: 'echo', arguments: { message: `m${number}` } }),
      ),
    );
    expect(answers.map((answer) => JSON.stringify(answer?.content))).toEqual(
      Array.from({ length: 40 }, (_, number) => expect.stringContaining(`m${number}"`)),
    );
  });

  it('gives a server no directory that the operator has not opened, nor by a link', async () => {
    const link = join(shared, 'elsewhere');
    symlinkSync(closed, link);
    const messages = [
      [4, closed, /is not open to servers.*SERVER_DIRECTORIES/],
      [5, link, /leads to one that must not be shared/],
    ] as const;
    for (const [number, path, message] of messages) {
      await install(number, 'filesystem', { arguments: [path], directories: [{ path, writable: false }] });
      await eventually(
        async () => expect(await status(number)).toMatchObject({ message: expect.stringMatching(message) }),
        20_000,
      );
    }
  });

  it('lets server-filesystem see the shared directory and nothing else', async () => {
    const client = await connect(2);
    const read = (path: string): Promise<string> =>
      client.callTool({ name: 'read_text_file', arguments: { path } }).then((answer) => JSON.stringify(answer));
    await expect(read(join(shared, 'hello.txt'))).resolves.toContain('hello from the host');
    await expect(read('/etc/shadow')).resolves.toContain('isError');
  });

  it('keeps what server-memory writes', async () => {
    const client = await connect(3);
    await client.callTool({
      name: 'create_entities',
      arguments: { entities: [{ name: 'Ada', entityType: 'person', observations: ['wrote the first program'] }] },
    });
    expect(JSON.stringify(await client.callTool({ name: 'read_graph', arguments: {} }))).toContain('Ada');
  });

  it('reports the use of resources and the log', async () => {
    const found = await status(1);
    expect(found?.memoryBytes).toBeGreaterThan(10_000_000);
    const { lines } = await bff.call(orchestrator.readLog, { serverId: idOf(1) }, { organizationId: ORGANIZATION });
    expect(lines.map(({ text }) => text)).toContain('The server is running.');
  });

  it('starts a new process on request', async () => {
    const before = await status(1);
    await bff.call(orchestrator.restartServer, { serverId: idOf(1) }, { organizationId: ORGANIZATION });
    await eventually(async () => {
      const after = await status(1);
      expect(after?.phase).toBe('running');
      expect(after?.pid).not.toBe(before?.pid);
    });
  });

  it('stops a server that is no longer wanted', async () => {
    await new Snapshots(registry, () => undefined).writer(installations).delete(idOf(3));
    await eventually(async () => expect(await status(3)).toBeUndefined());
    await expect(connect(3)).rejects.toMatchObject({ code: 'SERVER_UNAVAILABLE' });
  });

  it('says what is wrong with a package that does not exist', async () => {
    await install(4, 'does-not-exist-at-all');
    await eventually(async () => {
      const found = await status(4);
      expect(found).toMatchObject({ phase: 'failed', message: expect.stringContaining('could not be installed') });
    }, 60_000);
    await expect(connect(4)).rejects.toMatchObject({
      code: 'SERVER_UNAVAILABLE',
      message: expect.stringContaining('could not be installed'),
    });
  });
});
