import {
  eventSubject,
  gatewayEvents,
  llmEvents,
  providers,
  type EventData,
  type ProviderSnapshot,
  type ServiceName,
} from '@archestra/contracts';
import { NatsClient, SnapshotWriter, toEnvelope } from '@archestra/messaging';
import { connectAs, provisionNats, startService, useDatabase, useInfra, useNats } from '@archestra/testing';
import { afterAll, beforeAll } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { Redis } from 'ioredis';
import { Client as Postgres } from 'pg';
import { v7 as uuid } from 'uuid';
import { CostEnv } from '../src/cost.config.ts';
import { CostModule } from '../src/cost.module.ts';

type Call = EventData<typeof gatewayEvents.toolCallCompleted>;
export type LlmCall = EventData<typeof llmEvents.llmCallCompleted>;

export const aCall = (change: Partial<Call> = {}): Call => ({
  callId: uuid(),
  sessionId: 's',
  profile: { id: '0199a000-0000-7000-8000-000000000001', name: 'Default' },
  principal: { kind: 'user', id: '0199a000-0000-7000-8000-000000000002', name: 'Ada' },
  client: { name: 'probe', version: '1', protocolVersion: '2025-11-25' },
  method: 'tools/call',
  server: { id: '0199a000-0000-7000-8000-000000000003', name: 'everything' },
  name: 'echo',
  upstreamName: 'echo',
  arguments: { text: '{"message":"hi"}', bytes: 16, truncated: false },
  result: { text: '{"content":[]}', bytes: 14, truncated: false },
  isError: false,
  outcome: 'answered',
  error: null,
  decision: { outcome: 'allow', reason: null, path: [] },
  label: null,
  startedAt: new Date().toISOString(),
  timing: { totalUs: 1_500 },
  ...change,
});

export const aLlmCall = (change: Partial<LlmCall> = {}): LlmCall => ({
  callId: uuid(),
  sessionId: 's',
  source: 'client',
  profile: { id: '0199a000-0000-7000-8000-000000000001', name: 'Default' },
  principal: { kind: 'user', id: '0199a000-0000-7000-8000-000000000002', name: 'Ada' },
  teamIds: [],
  clientName: 'probe',
  operation: 'chat-completions',
  isStreamed: false,
  requestedModel: 'paid:large',
  requested: { provider: 'paid', model: 'large' },
  used: { provider: 'paid', model: 'large' },
  ruleId: null,
  attempts: [],
  usage: { inputTokens: 1_000, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 500, reasoningTokens: 0 },
  isUsageEstimated: false,
  toolCalls: [],
  withheldResults: 0,
  request: { text: '{}', bytes: 2, truncated: false },
  response: { text: '{}', bytes: 2, truncated: false },
  outcome: 'answered',
  error: null,
  label: null,
  startedAt: new Date().toISOString(),
  timing: { totalUs: 1_500 },
  ...change,
});

/** A provider as the gateway knows it. */
export const aProvider = (
  name: string,
  change: Partial<ProviderSnapshot['providers'][number]> = {},
): ProviderSnapshot['providers'][number] => ({
  id: uuid(),
  name,
  preset: 'compatible',
  dialect: 'openai',
  baseUrl: 'http://127.0.0.1:1/v1',
  priceSource: name,
  models: [],
  allowsUnlisted: true,
  fallbacks: [],
  isEnabled: true,
  sealedKey: null,
  ...change,
});

const definition = { name: 'cost', module: CostModule, env: CostEnv } as const;

/** Cost on real servers, publishers with the logins of the services, and eyes on tables and dead letters. */
export const useCost = (environment: Record<string, string> = {}) => {
  const state: {
    running?: Awaited<ReturnType<typeof startService>>;
    connections: Map<string, Promise<NatsConnection>>;
    sql?: Postgres;
  } = { connections: new Map() };
  // Jest runs these in the order they are declared: the service ends before its servers do.
  afterAll(async () => {
    await state.sql?.end();
    await Promise.all([...state.connections.values()].map(async (connection) => (await connection).close()));
    await state.running?.stop();
  }, 60_000);
  const nats = useNats();
  const database = useDatabase('cost');
  const start = () =>
    startService(definition, nats(), {
      DATABASE_URL: database().urlOf(),
      REDIS_URL: useInfra().redisUrl,
      ...environment,
    });
  beforeAll(async () => {
    await provisionNats(nats());
    state.running = await start();
    state.sql = new Postgres({ connectionString: database().urlOf() });
    await state.sql.connect();
  }, 60_000);
  const connect = (login: ServiceName | 'admin'): Promise<NatsConnection> => {
    const known = state.connections.get(login) ?? connectAs(nats(), login);
    state.connections.set(login, known);
    return known;
  };
  return {
    connect,
    client: async () => new NatsClient(await connect('bff')),
    gateway: async () => new NatsClient(await connect('gateway')),
    nats: () => nats(),
    databaseUrl: () => database().urlOf(),
    /** What was told about an organization so far. */
    events: async (organizationId: string): Promise<{ type: string; data: unknown }[]> => {
      const manager = await jetstreamManager(await connect('admin'));
      const consumer = await jetstream(await connect('admin')).consumers.get(
        'EVENTS',
        (
          await manager.consumers.add('EVENTS', {
            filter_subject: `events.${organizationId}.cost.>`,
            inactive_threshold: 5_000_000_000,
          })
        ).name,
      );
      const found: { type: string; data: unknown }[] = [];
      for await (const message of await consumer.fetch({ max_messages: 100, expires: 1_000 }))
        found.push(message.json());
      return found;
    },
    /** A part of the running service. */
    part: <T>(type: abstract new (...parts: never[]) => T): T => {
      if (!state.running) throw new Error('The service does not run.');
      return state.running.app.get<T>(type);
    },
    /** Redis forgets everything. */
    loseCounters: async (): Promise<void> => {
      const redis = new Redis(useInfra().redisUrl);
      await redis.flushdb();
      redis.disconnect();
    },
    sql: (text: string, values: unknown[] = []) => (state.sql as Postgres).query(text, values),
    stop: async () => {
      await state.running?.stop();
      delete state.running;
    },
    start: async () => {
      state.running = await start();
    },
    /** Publishes a call; `again` lets the stream store it a second time, as a redelivery would bring it. */
    publish: async (organizationId: string, data: Call, again = false): Promise<void> => {
      const { id, subject, payload } = toEnvelope(gatewayEvents.toolCallCompleted, 'gateway', {
        organizationId,
        id: data.callId,
        data,
      });
      await jetstream(await connect('gateway')).publish(subject, payload, { msgID: again ? uuid() : id });
    },
    /** Tells which providers an organization has. */
    provide: async (organizationId: string, list: ProviderSnapshot['providers']): Promise<void> => {
      const writer = new SnapshotWriter(await connect('registry'), providers);
      await writer.put(organizationId, { organizationId, providers: list, defaults: { chat: null, quarantine: null } });
    },
    publishLlm: async (organizationId: string, data: LlmCall, again = false): Promise<void> => {
      const { id, subject, payload } = toEnvelope(llmEvents.llmCallCompleted, 'gateway', {
        organizationId,
        id: data.callId,
        data,
      });
      await jetstream(await connect('gateway')).publish(subject, payload, { msgID: again ? uuid() : id });
    },
    publishRaw: async (payload: string): Promise<void> => {
      await jetstream(await connect('gateway')).publish(
        eventSubject('o', gatewayEvents.toolCallCompleted.type),
        payload,
      );
    },
    deadLetters: async (): Promise<number> => {
      const manager = await jetstreamManager(await connect('admin'));
      return (await manager.streams.info('DEAD_LETTERS')).state.messages;
    },
    pending: async (durable = 'cost-tool-calls'): Promise<number> => {
      const manager = await jetstreamManager(await connect('admin'));
      const info = await manager.consumers.info('EVENTS', durable);
      return info.num_pending + info.num_ack_pending;
    },
  };
};
