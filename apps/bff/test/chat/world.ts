import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  AppError,
  guard,
  identity,
  principals,
  provider,
  type Approval,
  type Chat,
  type ChatMessage,
  type OfferedModel,
  type Permission,
  type User,
} from '@archestra/contracts';
import { startRedis, type RedisHandle } from '@archestra/local';
import { Snapshots } from '@archestra/messaging';
import { connectAs, fakePeer, OwnProcess, provisionNats, useDatabase, useNats } from '@archestra/testing';
import { afterAll, beforeAll, beforeEach, jest } from '@jest/globals';
import type { NatsConnection } from '@nats-io/transport-node';
import { Client as Postgres } from 'pg';
import { v7 as uuid } from 'uuid';
import { admin, member, principalOf, rightsOf } from '../harness/world.ts';
import { TestGateway } from './gateway.ts';
import { Reading } from './reading.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Processes start and take over in their own time; nothing here asserts how soon. */
export const PATIENCE_MS = 90_000;

/** A bff as a process of its own, which can be killed. */
export type Replica = OwnProcess;

export const demo: OfferedModel = {
  id: 'demo',
  contextTokens: null,
  maxOutputTokens: null,
  provider: 'local',
  preset: 'demo',
};

/** What the services around the bff say in this test. */
class Around {
  models = [demo];
  approvals = new Map<string, Approval>();
  /** Tokens that were given out. */
  tokens: { secret: string; userId: string; profileId: string | null }[] = [];
  /** People who are given none. */
  readonly barred = new Set<string>();
}

/** The bff in processes of its own, on a real NATS, PostgreSQL and Redis, with a scripted gateway. */
export class ChatWorld {
  readonly gateway = new TestGateway();
  around = new Around();
  readonly replicas: Replica[] = [];
  redis!: RedisHandle;
  sql!: Postgres;
  private people: NatsConnection | undefined;
  private readonly connections: NatsConnection[] = [];
  private readonly folders: string[] = [];

  constructor(
    private readonly nats: ReturnType<typeof useNats>,
    private readonly database: ReturnType<typeof useDatabase>,
    private readonly environment: Record<string, string>,
  ) {}

  async start(): Promise<void> {
    await provisionNats(this.nats());
    [this.redis] = await Promise.all([startRedis(), this.gateway.start()]);
    this.sql = new Postgres({ connectionString: this.database().urlOf() });
    await this.sql.connect();
    await this.answer();
    for (const user of [admin, member]) await this.spread(user, rightsOf(user).permissions);
  }

  async stop(): Promise<void> {
    for (const replica of this.replicas) await replica.kill();
    await this.gateway.stop();
    await this.sql?.end();
    await Promise.all(this.connections.map((connection) => connection.close()));
    await this.redis?.stop();
    for (const folder of this.folders) rmSync(folder, { recursive: true, force: true });
  }

  /** Rights of a person from now on. */
  async spread(user: User, permissions: readonly Permission[]): Promise<void> {
    this.people ??= await this.connect('identity');
    const writer = new Snapshots(this.people, () => undefined).writer(principals);
    await writer.put(user.id, { ...rightsOf(user), permissions: [...permissions] });
  }

  async run(): Promise<Replica> {
    const { url, user, password } = this.nats().login('bff');
    const folder = mkdtempSync(join(tmpdir(), 'archestra-chat-'));
    this.folders.push(folder);
    const replica = await OwnProcess.start(main, (port) => ({
      ...{ NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password, DATA_DIR: folder, LOG_LEVEL: 'warn' },
      DATABASE_URL: this.database().urlOf(),
      REDIS_URL: this.redis.url,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      GATEWAY_PUBLIC_URL: this.gateway.url,
      CHAT_LEASE_MS: '1500',
      ...this.environment,
    }));
    this.replicas.push(replica);
    return replica;
  }

  ask(
    replica: Replica,
    method: string,
    path: string,
    options: { body?: unknown; as?: User; signal?: AbortSignal } = {},
  ) {
    const { body, as = member, signal = null } = options;
    const cookie = `archestra-session-${new URL(replica.url).port}=given-${as.role}`;
    return fetch(`${replica.url}${path}`, {
      method,
      signal,
      headers: { cookie, origin: replica.url, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async json<T>(
    replica: Replica,
    method: string,
    path: string,
    options: { body?: unknown; as?: User } = {},
  ): Promise<T> {
    const answer = await this.ask(replica, method, path, options);
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** A chat that uses the tools of a profile. */
  begin(replica: Replica, profileId: string | null = uuid()): Promise<Chat> {
    return this.json(replica, 'POST', '/api/chats', { body: { profileId } });
  }

  /** Sends a message and reads the answer as it comes. */
  async say(replica: Replica, chatId: string, text: string, parentId: string | null = null): Promise<Reading> {
    return this.turn(replica, chatId, { trigger: 'submit', id: uuid(), parentId, text });
  }

  async turn(replica: Replica, chatId: string, body: unknown): Promise<Reading> {
    return Reading.of((signal) => this.ask(replica, 'POST', `/api/chats/${chatId}/messages`, { body, signal }));
  }

  resume(replica: Replica, chatId: string): Promise<Reading> {
    return Reading.of((signal) => this.ask(replica, 'GET', `/api/chats/${chatId}/stream`, { signal }));
  }

  /** As a client does it: a stream that was cut is taken up again. */
  async resumeToEnd(replica: Replica, chatId: string): Promise<Reading> {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const reading = await this.resume(replica, chatId);
      if (await reading.end()) return reading;
    }
    throw new Error('The answer was cut ten times.');
  }

  read(replica: Replica, chatId: string): Promise<{ chat: Chat; messages: ChatMessage[] }> {
    return this.json(replica, 'GET', `/api/chats/${chatId}`);
  }

  private async connect(login: Parameters<typeof connectAs>[1]): Promise<NatsConnection> {
    const connection = await connectAs(this.nats(), login);
    this.connections.push(connection);
    return connection;
  }

  private async answer(): Promise<void> {
    const people = await this.connect('identity');
    fakePeer(people, identity.verifySession, ({ token }) => {
      const user = [admin, member].find(({ role }) => token === `given-${role}`);
      if (!user) throw new AppError('UNAUTHENTICATED', 'No such session.');
      return { user, principal: principalOf(user) };
    });
    fakePeer(people, identity.createChatToken, ({ userId, profileId }) => {
      if (this.around.barred.has(userId)) throw new AppError('NOT_ALLOWED', 'This needs the permission model:use.');
      const secret = `arch_${uuid()}`;
      this.around.tokens.push({ secret, userId, profileId });
      return { tokenId: uuid(), secret, expiresAt: new Date(Date.now() + 600_000).toISOString() };
    });
    fakePeer(await this.connect('registry'), provider.listModels, () => ({
      items: this.around.models,
      defaults: { chat: { provider: 'local', model: 'demo' }, quarantine: null },
    }));
    fakePeer(await this.connect('sanitizer'), guard.getApproval, ({ id, principal }) => {
      const approval = this.around.approvals.get(id);
      if (!approval || approval.principal !== principal) throw new AppError('NOT_FOUND', 'There is no such question.');
      return approval;
    });
    await Promise.all(this.connections.map((connection) => connection.flush()));
  }
}

/** The world of a describe block, with one bff. */
export const useChat = (environment: Record<string, string> = {}): (() => { world: ChatWorld; bff: Replica }) => {
  jest.setTimeout(4 * PATIENCE_MS);
  let bff: Replica | undefined;
  let started: ChatWorld | undefined;
  afterAll(() => started?.stop(), 60_000);
  const nats = useNats();
  const database = useDatabase('bff');
  beforeAll(async () => {
    started = new ChatWorld(nats, database, environment);
    await started.start();
    bff = await started.run();
  }, 2 * PATIENCE_MS);
  beforeEach(() => {
    started?.gateway.reset();
    if (started) started.around = new Around();
  });
  return () => {
    if (!started || !bff) throw new Error('The world exists inside hooks and tests only.');
    return { world: started, bff };
  };
};
