/* eslint-disable @nx/enforce-module-boundaries -- How fast a right ends is measured on the service that ends it, not on a stand-in. */
import { IdentityEnv } from '../../identity/src/identity.config.ts';
import { IdentityModule } from '../../identity/src/identity.module.ts';
import { PasswordHasher } from '../../identity/src/password/password-hasher.ts';
/* eslint-enable @nx/enforce-module-boundaries */
import {
  identity,
  Permission,
  profiles,
  sanitizer,
  type Actor,
  type ProfileAccess,
  type ProfileSnapshot,
  type Reply,
  type User,
} from '@archestra/contracts';
import { serveMcp } from '@archestra/mcp';
import { NatsClient, Snapshots } from '@archestra/messaging';
import { connectAs, eventually, fakePeer, provisionNats, startService, useDatabase, useNats } from '@archestra/testing';
import { afterAll, beforeAll, jest } from '@jest/globals';
import type { NatsConnection } from '@nats-io/transport-node';
import { setTimeout as pause } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import { GatewayEnv } from '../src/gateway.config.ts';
import { prepareHttp } from '../src/gateway.http.ts';
import { GatewayModule } from '../src/gateway.module.ts';
import { passed } from './gateway.harness.ts';

const admin = { email: 'admin@example.org', password: 'correct horse battery' };
const serverId = uuid();
const pin = 'a'.repeat(64);

type Running = Awaited<ReturnType<typeof startService>>;
type Issued = Reply<typeof identity.createToken>;

/** Two gateways and identity on one NATS and a PostgreSQL; sanitizer, registry and the MCP server are of this file. */
export const useTwoGateways = () => {
  const running: Running[] = [];
  const connections: NatsConnection[] = [];
  const state = {} as { client: NatsClient; boss: User; registry: Snapshots; urls: [string, string] };
  // Jest runs these in the order they are declared: the services end before their servers do.
  afterAll(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    for (const service of running.reverse()) await service.stop();
  }, 60_000);
  const nats = useNats();
  const database = useDatabase('identity');
  const connect = async (login: Parameters<typeof connectAs>[1]): Promise<NatsConnection> => {
    const connection = await connectAs(nats(), login);
    connections.push(connection);
    return connection;
  };

  beforeAll(async () => {
    await provisionNats(nats());
    const settings = {
      DATABASE_URL: database().urlOf(),
      SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
    };
    const people = await startService({ name: 'identity', module: IdentityModule, env: IdentityEnv }, nats(), settings);
    running.push(people);
    const gateway = { name: 'gateway', module: GatewayModule, env: GatewayEnv, prepare: prepareHttp } as const;
    const [one, two] = await Promise.all([
      startService(gateway, nats(), publicUrl),
      startService(gateway, nats(), publicUrl),
    ]);
    running.push(one, two);
    const judge = await connect('sanitizer');
    fakePeer(judge, sanitizer.decideCall, () => ({ outcome: 'allow' as const }));
    fakePeer(judge, sanitizer.inspectOutput, () => passed);
    serveMcp(await connect('orchestrator'), serverId, (up) => {
      const { id } = JSON.parse(Buffer.from(up.bytes).toString('utf8')) as { id?: number };
      if (id !== undefined) up.respond(JSON.stringify({ jsonrpc: '2.0', id, result: { content: [] } }));
    });
    const client = new NatsClient(await connect('bff'));
    const registry = new Snapshots(await connect('registry'), () => undefined);
    const { user: boss } = await client.call(identity.createSession, admin);
    // One hash at full cost takes half a second of a core.
    jest.spyOn(people.app.get(PasswordHasher, { strict: false }), 'hash').mockResolvedValue('scrypt$4$8$1$AA$AA');
    Object.assign(state, { client, registry, boss, urls: [one.url, two.url] });
  }, 60_000);

  const context = () => ({ organizationId: state.boss.organizationId, principal: `user:${state.boss.id}` });
  const actor = (userId = state.boss.id): Actor => ({ userId, permissions: [...Permission.options] });
  const tell = async (id: string, access: ProfileAccess): Promise<void> => {
    const { organizationId } = state.boss;
    await state.registry.writer(profiles).put(id, { ...shown, id, organizationId, access });
  };
  return {
    state,
    context,
    actor,
    tell,
    /** A member with a token of their own. */
    member: async (email: string, teamIds: string[] = []): Promise<{ user: User; issued: Issued }> => {
      const { client } = state;
      const invitation = { actor: actor(), email, role: 'member', teamIds };
      const { secret } = await client.call(identity.createInvitation, invitation, context());
      const { user } = await client.call(identity.acceptInvitation, { secret, name: 'Ada', password: admin.password });
      const token = { actor: actor(user.id), name: 'laptop' };
      return { user, issued: await client.call(identity.createToken, token, context()) };
    },
    /** Resolves when both gateways serve the profile to the token. */
    served: async (profileId: string, token: string): Promise<void> => {
      for (const url of state.urls)
        await eventually(async () => {
          const status = await ask(url, profileId, token);
          if (status !== 200) throw new Error(`${url} answered ${status}`);
        }, 5_000);
    },
    /** Makes a change and answers, for each gateway, the milliseconds from the order to the first refusal. */
    endsAfter: async (
      profileId: string,
      token: string,
      change: () => Promise<unknown>,
    ): Promise<{ status: number; tookMs: number }[]> => {
      const startMs = performance.now();
      const refusals = state.urls.map((url) => refusal(url, profileId, token, startMs));
      await change();
      return Promise.all(refusals);
    },
    /** Opens a stream on each gateway; resolves to the milliseconds until each was ended from the other side. */
    streamsEnd: async (profileId: string, token: string): Promise<() => Promise<number[]>> => {
      const streams = await Promise.all(state.urls.map((url) => listen(url, profileId, token)));
      return async () => {
        const startMs = performance.now();
        return Promise.all(streams.map(async ({ ended }) => (await ended) - startMs));
      };
    },
  };
};

const publicUrl = { PUBLIC_URL: 'http://127.0.0.1:1', PROVIDER_KEY: Buffer.alloc(32, 9).toString('base64') };

const shown: Omit<ProfileSnapshot, 'id' | 'organizationId' | 'access'> = {
  name: 'Team',
  description: '',
  servers: [
    {
      serverId,
      name: 'fake',
      source: 'npm:fake',
      facts: { protocolVersion: '2025-11-25', capabilities: { tools: {} } },
      tools: [{ exposedName: 'echo', tool: { name: 'echo', inputSchema: { type: 'object' }, pin } }],
    },
  ],
};

const headers = (token: string): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
});

const ask = async (url: string, profileId: string, token: string): Promise<number> => {
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'echo', arguments: {} } };
  const answer = await fetch(`${url}/v1/mcp/${profileId}`, {
    method: 'POST',
    headers: headers(token),
    body: JSON.stringify(message),
  });
  await answer.arrayBuffer();
  return answer.status;
};

const refusal = async (
  url: string,
  profileId: string,
  token: string,
  startMs: number,
): Promise<{ status: number; tookMs: number }> => {
  for (;;) {
    const status = await ask(url, profileId, token);
    if (status !== 200) return { status, tookMs: performance.now() - startMs };
    if (performance.now() - startMs > 5_000) return { status, tookMs: Infinity };
    // Whoever asks without a pause measures mostly their own asking.
    await pause(5);
  }
};

const listen = async (url: string, profileId: string, token: string): Promise<{ ended: Promise<number> }> => {
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const params = { notifications: { toolsListChanged: true }, _meta: meta };
  const answer = await fetch(`${url}/v1/mcp/${profileId}`, {
    method: 'POST',
    headers: {
      ...headers(token),
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'subscriptions/listen',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscriptions/listen', params }),
  });
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  return { ended: answer.arrayBuffer().then(() => performance.now()) };
};
