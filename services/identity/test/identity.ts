import { identity, identityEvents, EVENT_STREAM, Permission, type Actor, type Token } from '@archestra/contracts';
import { NatsClient, readEvent, type ReceivedEvent } from '@archestra/messaging';
import type { RunningService } from '@archestra/service';
import { connectAs, provisionNats, startService, useDatabase, useNats } from '@archestra/testing';
import { afterAll, beforeAll } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import type { Type } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { Client as Postgres } from 'pg';
import { IdentityEnv } from '../src/identity.config.ts';
import { IdentityModule } from '../src/identity.module.ts';

export const admin = { email: 'admin@example.org', password: 'correct horse battery' };
const definition = { name: 'identity', module: IdentityModule, env: IdentityEnv } as const;

const contracts = new Map(Object.values(identityEvents).map((contract) => [contract.type, contract]));

/** Identity on real servers, the console's client, and eyes on the database and the stream. */
export const useIdentity = (environment: Record<string, string> = {}) => {
  const state: { running?: RunningService; connections: NatsConnection[]; sql?: Postgres } = {
    connections: [],
  };
  // Jest runs these in the order they are declared: the service ends before its servers do.
  afterAll(async () => {
    await state.sql?.end();
    await Promise.all(state.connections.map((connection) => connection.close()));
    await state.running?.stop();
  }, 60_000);
  const nats = useNats();
  const database = useDatabase('identity');
  const settings = () => ({
    DATABASE_URL: database().urlOf(),
    SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    REVOCATION_SWEEP_MS: '100',
    TOKEN_USE_MS: '100',
    PRINCIPAL_SWEEP_MS: '200',
    ...environment,
  });
  const connect = async (login: Parameters<typeof connectAs>[1]): Promise<NatsConnection> => {
    const connection = await connectAs(nats(), login);
    state.connections.push(connection);
    return connection;
  };
  beforeAll(async () => {
    await provisionNats(nats());
    state.running = await startService(definition, nats(), settings());
    state.sql = new Postgres({ connectionString: database().urlOf() });
    await state.sql.connect();
  }, 60_000);
  return {
    nats,
    client: async (): Promise<NatsClient> => new NatsClient(await connect('bff')),
    gateway: async (): Promise<NatsClient> => new NatsClient(await connect('gateway')),
    connect,
    sql: (text: string, values: unknown[] = []) => (state.sql as Postgres).query(text, values),
    /** A provider of the running service. */
    part: <T>(type: Type<T>): T => (state.running as RunningService).app.get(type, { strict: false }),
    restart: async (): Promise<void> => {
      await state.running?.stop();
      state.running = await startService(definition, nats(), settings());
    },
    /** Every event published so far. */
    facts: async (): Promise<ReceivedEvent[]> => {
      const stream = jetstream(await connect('admin'));
      const consumer = await stream.consumers.get(EVENT_STREAM);
      const facts: ReceivedEvent[] = [];
      for await (const message of await consumer.fetch({ max_messages: 1_000, expires: 1_000 })) {
        const event = readEvent(message.string(), contracts);
        if (typeof event !== 'string') facts.push(event);
      }
      return facts;
    },
  };
};

/** Somebody who claims every right there is; identity counts those they have. */
export const actorOf = (userId: string): Actor => ({ userId, permissions: [...Permission.options] });

/** Signs the administrator in. */
export const signIn = async (client: NatsClient) => {
  const session = await client.call(identity.createSession, admin);
  const context = { organizationId: session.user.organizationId, principal: `user:${session.user.id}` };
  return { ...session, userId: session.user.id, context, actor: actorOf(session.user.id) };
};

export const issue = async (
  client: NatsClient,
  expiresAt: string | null = null,
): Promise<{
  token: Token;
  secret: string;
  userId: string;
  actor: Actor;
  context: { organizationId: string; principal: string };
}> => {
  const { userId, context, actor } = await signIn(client);
  return {
    ...(await client.call(identity.createToken, { actor, name: 'laptop', expiresAt }, context)),
    actor,
    userId,
    context,
  };
};
