import { beforeAll } from '@jest/globals';
import {
  AppError,
  consumers,
  gatewayEvents,
  identity,
  principals,
  profiles,
  sanitizer,
  type Decision,
  type Principal,
  type PrincipalSnapshot,
  type ProfileSnapshot,
  type RequestRefused,
  type ToolCallCompleted,
} from '@archestra/contracts';
import { serveMcp, type McpServing, type UpFrame } from '@archestra/mcp';
import { isEvent, readEvent, Snapshots } from '@archestra/messaging';
import { connectAs, eventually, fakePeer, useNats, useService } from '@archestra/testing';
import { EVENT_STREAM } from '@archestra/contracts';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { createHash } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { GatewayEnv } from '../src/gateway.config.ts';
import { prepareHttp } from '../src/gateway.http.ts';
import { GatewayModule } from '../src/gateway.module.ts';

export const TOKEN = 'arch_test-token';
const organizationId = uuid();
const userId = uuid();
const serverId = uuid();

const pin = 'a'.repeat(64);
const tool = (name: string) => ({
  exposedName: name,
  tool: { name, description: name, inputSchema: { type: 'object' }, pin },
});

const ada: Principal = {
  kind: 'user',
  id: userId,
  organizationId,
  name: 'Ada',
  email: 'ada@example.org',
  permissions: ['profile:use'],
  teamIds: [],
  scopes: null,
  profileIds: null,
  expiresAt: null,
};
const rights: PrincipalSnapshot = { organizationId, isActive: true, permissions: ['profile:use'], teamIds: [] };

/** Inspection without objection. */
export const passed = {
  verdict: 'pass' as const,
  label: { integrity: 'trusted' as const, audience: 'public' as const },
};

export const profile: ProfileSnapshot = {
  id: uuid(),
  organizationId,
  name: 'Test',
  description: '',
  access: { everyone: true, teamIds: [], userIds: [] },
  servers: [
    {
      serverId,
      name: 'fake',
      source: 'npm:fake',
      facts: { protocolVersion: '2025-11-25', capabilities: { tools: {}, resources: {}, prompts: {} } },
      tools: [tool('echo'), tool('slow')],
    },
  ],
};

type Record_ = ToolCallCompleted | RequestRefused;
export type ServerBehaviour = (
  frame: { id: number; method: string; params: Record<string, unknown> },
  up: UpFrame,
) => unknown;

/** A gateway on a real NATS with peers of this file: identity, sanitizer and one MCP server, each replaceable by a test. */
export const useGateway = (environment: Record<string, string> = {}) => {
  const nats = useNats();
  const service = useService(
    { name: 'gateway', module: GatewayModule, env: GatewayEnv, prepare: prepareHttp },
    nats,
    () => ({
      PUBLIC_URL: 'http://127.0.0.1:1',
      PROVIDER_KEY: Buffer.alloc(32, 9).toString('base64'),
      GATEWAY_CALL_TIMEOUT_MS: '1500',
      ...environment,
    }),
  );
  const peers: { stop: Record<string, () => void>; connections: NatsConnection[] } = { stop: {}, connections: [] };
  const state = {
    decide: (): Decision | Promise<Decision> => ({ outcome: 'allow' }),
    server: ((frame) => ({
      content: [{ type: 'text', text: JSON.stringify(frame.params['arguments']) }],
    })) as ServerBehaviour,
    frames: [] as { method: string; params: Record<string, unknown> }[],
    records: [] as Record_[],
    serving: undefined as McpServing | undefined,
  };
  const connect = async (login: Parameters<typeof connectAs>[1]): Promise<NatsConnection> => {
    const connection = await connectAs(nats(), login);
    peers.connections.push(connection);
    return connection;
  };

  beforeAll(async () => {
    const hash = createHash('sha256').update(TOKEN).digest('hex');
    peers.stop['identity'] = fakePeer(await connect('identity'), identity.verifyToken, (input) => {
      if (input.hash !== hash) throw new AppError('UNAUTHENTICATED', 'Unknown token.');
      return ada;
    });
    await new Snapshots(await connect('identity'), () => undefined).writer(principals).put(userId, rights);
    const judge = await connect('sanitizer');
    peers.stop['decide'] = fakePeer(judge, sanitizer.decideCall, () => state.decide());
    peers.stop['inspect'] = fakePeer(judge, sanitizer.inspectOutput, () => passed);
    const owner = await connect('orchestrator');
    state.serving = serveMcp(owner, serverId, (up) => void answer(state, up));
    await new Snapshots(await connect('registry'), () => undefined).writer(profiles).put(profile.id, profile);
    await collect(await connect('admin'), state.records);
    await eventually(() =>
      post(service().url, request('tools/list')).then(({ status }) =>
        status === 200 ? undefined : Promise.reject(new Error(String(status))),
      ),
    );
    state.records.length = 0;
  }, 30_000);

  return { nats, service, state, peers };
};

const answer = async (state: { server: ServerBehaviour; frames: unknown[] }, up: UpFrame): Promise<void> => {
  const frame = JSON.parse(Buffer.from(up.bytes).toString('utf8')) as {
    id?: number;
    method: string;
    params: Record<string, unknown>;
  };
  state.frames.push(frame);
  if (frame.id === undefined) return;
  const result = await state.server({ ...frame, id: frame.id }, up);
  if (result !== undefined) up.respond(JSON.stringify({ jsonrpc: '2.0', id: frame.id, result }));
};

const collect = async (connection: NatsConnection, into: Record_[]): Promise<void> => {
  const contracts = new Map(consumers.audit.events.map((contract) => [contract.type, contract]));
  const consumer = await jetstream(connection).consumers.get(EVENT_STREAM, { filter_subjects: 'events.>' });
  await consumer.consume({
    callback: (message) => {
      const event = readEvent(message.string(), contracts);
      if (typeof event === 'string') throw new Error(event);
      if (isEvent(event, gatewayEvents.toolCallCompleted) || isEvent(event, gatewayEvents.requestRefused))
        into.push(event.data as Record_);
    },
  });
};

export const request = (method: string, params: Record<string, unknown> = {}, id: number | string = 1) => ({
  jsonrpc: '2.0',
  id,
  method,
  params,
});
export const call = (name: string, args: unknown = {}) => request('tools/call', { name, arguments: args });

export interface HttpAnswer {
  status: number;
  headers: Headers;
  body: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** Posts a message as a client does; `headers` replace the usual ones, an empty value removes one. */
export const post = async (
  url: string,
  message: unknown,
  headers: Record<string, string> = {},
  profileId = profile.id,
): Promise<HttpAnswer> => {
  const usual = {
    authorization: `Bearer ${TOKEN}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  };
  const sent = Object.fromEntries(Object.entries({ ...usual, ...headers }).filter(([, value]) => value !== ''));
  const body = typeof message === 'string' ? message : JSON.stringify(message);
  const response = await fetch(`${url}/v1/mcp/${profileId}`, { method: 'POST', headers: sent, body });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text && text.startsWith('{') ? JSON.parse(text) : text,
  };
};

export const modern = (method: string, params: Record<string, unknown> = {}) =>
  request(method, {
    ...params,
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  });
export const modernHeaders = (method: string, name?: string): Record<string, string> => ({
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': method,
  ...(name === undefined ? {} : { 'mcp-name': name }),
});
