import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { llmEvents, providers, type EventData, type ProviderSnapshot } from '@archestra/contracts';
import { startRedis, type RedisHandle, type RedisOptions } from '@archestra/local';
import { NatsClient, SnapshotWriter, toEnvelope } from '@archestra/messaging';
import { connectAs, eventually, OwnProcess, provisionNats, useDatabase, useNats } from '@archestra/testing';
import { afterAll, beforeAll } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { Redis } from 'ioredis';
import { Client as Postgres } from 'pg';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const SECOND_NS = 1_000_000_000;

/** Cost as a process of its own, with a Redis of its own: both can be killed. */
export const useTill = (environment: Record<string, string> = {}, redisOptions: RedisOptions = {}) => {
  const state: { cost?: OwnProcess; redis?: RedisHandle; sql?: Postgres; connections: NatsConnection[] } = {
    connections: [],
  };
  afterAll(async () => {
    await state.cost?.kill();
    await state.sql?.end();
    await Promise.all(state.connections.map((connection) => connection.close()));
    await state.redis?.stop();
  }, 60_000);
  const nats = useNats();
  const database = useDatabase('cost');
  const connect = async (login: 'bff' | 'gateway' | 'registry' | 'admin') => {
    const connection = await connectAs(nats(), login);
    state.connections.push(connection);
    return connection;
  };
  const start = async (): Promise<void> => {
    const { url, user, password } = nats().login('cost');
    state.cost = await OwnProcess.start(main, () => ({
      NATS_URL: url,
      NATS_USER: user,
      NATS_PASSWORD: password,
      DATA_DIR: mkdtempSync(join(tmpdir(), 'archestra-cost-')),
      LOG_LEVEL: 'fatal',
      DATABASE_URL: database().urlOf(),
      REDIS_URL: (state.redis as RedisHandle).url,
      ...environment,
    }));
  };
  beforeAll(async () => {
    await provisionNats(nats());
    state.redis = await startRedis(redisOptions);
    state.sql = new Postgres({ connectionString: database().urlOf() });
    await state.sql.connect();
    const manager = await jetstreamManager(await connect('admin'));
    // What a killed process had in hand comes back soon.
    await manager.consumers.update('EVENTS', 'cost-llm-calls', { ack_wait: 2 * SECOND_NS });
    await start();
  }, 120_000);
  return {
    client: async (login: 'bff' | 'gateway') => new NatsClient(await connect(login)),
    sql: (text: string, values: unknown[] = []) => (state.sql as Postgres).query(text, values),
    start,
    /** SIGKILL; returns when it is gone. */
    kill: async (): Promise<void> => state.cost?.kill(),
    redis: () => state.redis as RedisHandle,
    /** Asks Redis itself. */
    withRedis: async <T>(ask: (redis: Redis) => Promise<T>): Promise<T> => {
      const redis = new Redis((state.redis as RedisHandle).url);
      try {
        return await ask(redis);
      } finally {
        redis.disconnect();
      }
    },
    provide: async (organizationId: string, list: ProviderSnapshot['providers']): Promise<void> => {
      const writer = new SnapshotWriter(await connect('registry'), providers);
      await writer.put(organizationId, { organizationId, providers: list, defaults: { chat: null, quarantine: null } });
    },
    /** Publishes records of calls as the gateway does. */
    publisher: async () => {
      const stream = jetstream(await connect('gateway'));
      return async (organizationId: string, data: EventData<typeof llmEvents.llmCallCompleted>): Promise<void> => {
        const { id, subject, payload } = toEnvelope(llmEvents.llmCallCompleted, 'gateway', {
          organizationId,
          id: data.callId,
          data,
        });
        await stream.publish(subject, payload, { msgID: id });
      };
    },
    drained: async (): Promise<void> => {
      const manager = await jetstreamManager(await connect('admin'));
      await eventually(async () => {
        const info = await manager.consumers.info('EVENTS', 'cost-llm-calls');
        if (info.num_pending + info.num_ack_pending > 0) throw new Error('records wait');
      }, 60_000);
    },
  };
};
