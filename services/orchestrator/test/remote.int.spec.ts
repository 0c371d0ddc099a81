import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppError } from '@archestra/contracts';
import { McpLink, serveMcp } from '@archestra/mcp';
import { connectAs, eventually, provisionNats, useNats } from '@archestra/testing';
import type { NatsConnection } from '@nats-io/transport-node';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpConnector } from '../src/connection/http.connector.ts';
import { ServerLog } from '../src/log/server-log.ts';
import { ManagedServer } from '../src/server/managed-server.ts';
import { ServerFacts } from '../src/server/server.events.ts';
import { withoutCredentials } from './without-credentials.ts';
import { RemoteFixture } from './fixture/remote.ts';

const serverId = '018f0000-0000-7000-8000-00000000bbbb';

describe('a remote server', () => {
  const nats = useNats();
  const remote = new RemoteFixture();
  const log = new ServerLog(join(tmpdir(), 'archestra-remote-test', 'server.log'));
  const listener = { onViolation: () => undefined, onListChanged: () => undefined };
  let url: string;
  let link: McpLink;
  let server: ManagedServer;
  let connections: [NatsConnection, NatsConnection];

  const call = async (name: string, value = 'x'): Promise<string> => {
    const id = link.nextFrameId();
    const frame = JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: { value } } });
    const answer = JSON.parse(
      Buffer.from(
        await link.request(serverId, id, frame, { context: { organizationId: serverId }, timeoutMs: 8_000 }),
      ).toString(),
    ) as { id: number; result: { content: { text: string }[] } };
    return answer.id === id ? (answer.result.content[0]?.text ?? '') : 'the answer of another call';
  };
  const codeOf = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => 'answered',
      (error: unknown) => (error as AppError).code,
    );

  beforeAll(async () => {
    await provisionNats(nats());
    url = await remote.listen();
    connections = await Promise.all([connectAs(nats(), 'orchestrator'), connectAs(nats(), 'gateway')]);
    const [owner, caller] = connections;
    link = new McpLink(caller);
    const http = new HttpConnector({ allowPrivate: false, allowedHosts: [new URL(url).host] });
    const desired = {
      id: serverId,
      organizationId: serverId,
      name: 'remote',
      generation: 1,
      fields: [],
      configuration: {},
      source: { kind: 'remote' as const, url },
    };
    server = new ManagedServer(desired, {
      ...withoutCredentials,
      connect: (_wanted, connecting) => http.connect(url, connecting),
      discard: () => Promise.resolve(),
      serve: (id, handler) => serveMcp(owner, id, handler),
      facts: new ServerFacts({ publish: () => undefined }),
      logOf: () => log,
      report: () => undefined,
    });
    await eventually(() => expect(server.status()).toMatchObject({ phase: 'running', sandbox: 'remote', pid: null }));
  });
  afterAll(async () => {
    link.close();
    await server.stop();
    await Promise.all(connections.map((connection) => connection.close()));
    remote.close();
  });

  it.each(['json', 'stream'])('answers many callers in one session (%s)', async (kind) => {
    const values = Array.from({ length: 50 }, (_, number) => `v${number}`);
    await expect(Promise.all(values.map((value) => call(kind, value)))).resolves.toEqual(values);
    expect(remote.sessions.size).toBe(1);
  });

  it('ends its answer before the result: the caller learns it at once', async () => {
    await expect(codeOf(call('cut'))).resolves.toBe('SERVER_CRASHED');
  });

  it('redirects to another host: that is not followed', async () => {
    await expect(codeOf(call('redirect'))).resolves.toBe('SERVER_UNAVAILABLE');
  });

  it('answers with more than fits: that call fails', async () => {
    await expect(codeOf(call('huge'))).resolves.toBe('SERVER_RESPONSE_TOO_LARGE');
  });

  it.each(['garbage', 'nonsense'])(
    'answers with %s: that call fails, as often as it is tried, and no other',
    async (kind) => {
      const good = call('slow', 'fine');
      for (let attempt = 0; attempt < 5; attempt += 1)
        await expect(codeOf(call(kind))).resolves.toBe('SERVER_PROTOCOL_ERROR');
      await expect(good).resolves.toBe('fine');
    },
  );

  it('forgets the session: a new one is begun', async () => {
    await call('json');
    remote.sessions.clear();
    await expect(codeOf(call('json'))).resolves.toMatch(/SERVER_/);
    await eventually(async () => expect(await call('json', 'again')).toBe('again'));
  });

  it('is not reached at all when its address is private and not allowed', async () => {
    const http = new HttpConnector({ allowPrivate: false, allowedHosts: [] });
    for (const address of [
      url,
      url.replace('127.0.0.1', 'localhost'),
      'http://[::1]/',
      'http://169.254.169.254/',
      'http://2130706433/',
    ]) {
      await expect(http.connect(address, { log, listener })).rejects.toMatchObject({
        code: 'SERVER_UNAVAILABLE',
        message: expect.stringContaining('private'),
      });
    }
  });
});
