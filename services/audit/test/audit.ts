import {
  eventSubject,
  gatewayEvents,
  inboxPrefix,
  type EgressAttempt,
  type EventContract,
  type EventData,
  type ServiceName,
} from '@archestra/contracts';
import { NatsClient, toEnvelope, type Fact } from '@archestra/messaging';
import { connectAs, provisionNats, startService, useDatabase, useNats } from '@archestra/testing';
import { afterAll, beforeAll } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { createInbox, type NatsConnection } from '@nats-io/transport-node';
import { Client as Postgres } from 'pg';
import { v7 as uuid } from 'uuid';
import { AuditEnv } from '../src/audit.config.ts';
import { AuditModule } from '../src/audit.module.ts';

type Call = EventData<typeof gatewayEvents.toolCallCompleted>;
type Refusal = EventData<typeof gatewayEvents.requestRefused>;

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

export const aRefusal = (change: Partial<Refusal> = {}): Refusal => ({
  requestId: uuid(),
  profileId: 'whatever',
  principal: null,
  method: null,
  error: { code: 'UNAUTHENTICATED', message: 'The token is not known.', fault: 'client' },
  remoteAddress: '127.0.0.1',
  startedAt: new Date().toISOString(),
  repeated: 1,
  ...change,
});

export const anAttempt = (change: Partial<EgressAttempt> = {}): EgressAttempt => ({
  id: uuid(),
  serverId: uuid(),
  instance: 'shared',
  host: 'example.org',
  port: 443,
  address: '93.184.216.34',
  verdict: 'allowed',
  reason: 'allowed-host',
  seenBy: 'proxy',
  bytesUp: 0,
  bytesDown: 0,
  callIds: [],
  at: new Date().toISOString(),
  ...change,
});

const definition = { name: 'audit', module: AuditModule, env: AuditEnv } as const;

/** Audit on real servers, publishers with the logins of the services, and eyes on tables and dead letters. */
export const useAudit = (environment: Record<string, string> = {}) => {
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
  const database = useDatabase('audit');
  const start = () =>
    startService(definition, nats(), {
      DATABASE_URL: database().urlOf(),
      SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
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
    sql: (text: string, values: unknown[] = []) => (state.sql as Postgres).query(text, values),
    stop: async () => {
      await state.running?.stop();
      delete state.running;
    },
    start: async () => {
      state.running = await start();
    },
    /** Publishes a fact; `again` lets the stream store it a second time, as a redelivery would bring it. */
    publish: async <E extends EventContract>(
      source: ServiceName,
      contract: E,
      fact: Fact<E>,
      again = false,
    ): Promise<void> => {
      const { id, subject, payload } = toEnvelope(contract, source, fact);
      await jetstream(await connect(source)).publish(subject, payload, { msgID: again ? uuid() : id });
    },
    publishRaw: async (source: ServiceName, contract: EventContract, payload: string): Promise<void> => {
      await jetstream(await connect(source)).publish(eventSubject('o', contract.type), payload);
    },
    deadLetters: async (): Promise<number> => {
      const manager = await jetstreamManager(await connect('admin'));
      return (await manager.streams.info('DEAD_LETTERS')).state.messages;
    },
    /** What a process holds that is killed in the middle of a batch: events it was given and never answered for. */
    dieHolding: async (events: number): Promise<void> => {
      const connection = await connectAs(nats(), 'audit');
      const inbox = createInbox(inboxPrefix('audit'));
      const given = connection.subscribe(inbox, { max: events });
      connection.publish('$JS.API.CONSUMER.MSG.NEXT.EVENTS.audit', JSON.stringify({ batch: events, no_wait: true }), {
        reply: inbox,
      });
      for await (const { reply } of given) if (!reply) throw new Error('There were fewer events.');
      await connection.close();
    },
    /** Half a minute is long for a test. */
    redeliverAfter: async (seconds: number): Promise<void> => {
      const manager = await jetstreamManager(await connect('admin'));
      await manager.consumers.update('EVENTS', 'audit', { ack_wait: seconds * 1_000_000_000 });
    },
    killBroker: () => nats().kill(),
    restartBroker: () => nats().restart(),
    pending: async (): Promise<number> => {
      const manager = await jetstreamManager(await connect('admin'));
      const info = await manager.consumers.info('EVENTS', 'audit');
      return info.num_pending + info.num_ack_pending;
    },
  };
};
