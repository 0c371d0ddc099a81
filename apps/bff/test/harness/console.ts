import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { principals, type ServiceName, type User } from '@archestra/contracts';
import { freePort, startNats, startRedis, type NatsHandle, type RedisHandle } from '@archestra/local';
import { connectNats, provision, Snapshots } from '@archestra/messaging';
import { createService, type RunningService } from '@archestra/service';
import { createTestDatabase, type TestDatabase } from '@archestra/testing';
import type { NatsConnection } from '@nats-io/transport-node';
import type { INestMicroservice } from '@nestjs/common';
import { BffEnv } from '../../src/bff.config.ts';
import { bff } from '../../src/bff.ts';
import { fakeNames, servePeer } from './peers.ts';
import { people, rightsOf, World } from './world.ts';

/** A request as a browser on the console's own page makes it, unless `headers` say otherwise. */
interface Ask {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  as?: User;
  signal?: AbortSignal;
}

/** The bff under test with a NATS, a Redis and fake services of its own. */
export class TestConsole {
  readonly world = new World();
  /** Every route that was registered, as `METHOD path`. */
  readonly routes: string[] = [];
  nats!: NatsHandle;
  redis!: RedisHandle;
  database!: TestDatabase;
  service!: RunningService;
  private readonly peers = new Map<ServiceName, { app: INestMicroservice; connection: NatsConnection }>();
  private folder = '';
  private stopped: Promise<void> | undefined;

  get url(): string {
    return this.service.url;
  }

  async start(environment: Record<string, string>): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'bff-'));
    [this.nats, this.redis, this.database] = await Promise.all([startNats(), startRedis(), createTestDatabase('bff')]);
    const connection = await this.connect('admin');
    await provision(connection);
    await connection.close();
    await this.spreadRights();
    await Promise.all(fakeNames.map((name) => this.startPeer(name)));
    const port = await freePort();
    const login = this.nats.login('bff');
    const config = BffEnv.parse({
      PORT: String(port),
      NATS_URL: login.url,
      NATS_USER: login.user,
      NATS_PASSWORD: login.password,
      REDIS_URL: this.redis.url,
      DATABASE_URL: this.database.urlOf(),
      DATA_DIR: this.folder,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      GATEWAY_PUBLIC_URL: 'http://127.0.0.1:1/',
      ...environment,
    });
    const prepare: typeof bff.prepare = async (http, app, parsed) => {
      http.addHook(
        'onRoute',
        ({ method, url }) => void this.routes.push(...[method].flat().map((one) => `${one} ${url}`)),
      );
      await bff.prepare?.(http, app, parsed);
    };
    this.service = await createService({ ...bff, prepare }, config);
  }

  async stop(): Promise<void> {
    await this.stopService();
    for (const name of [...this.peers.keys()]) await this.stopPeer(name);
    await Promise.all([this.nats?.stop(), this.redis?.stop(), this.database?.drop()]);
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Ends the bff alone; safe to repeat. */
  stopService(): Promise<void> {
    this.stopped ??= this.service.stop();
    return this.stopped;
  }

  connect(user: string): Promise<NatsConnection> {
    const login = this.nats.login(user);
    return connectNats({ url: login.url, user: login.user, password: login.password });
  }

  async startPeer(name: ServiceName): Promise<void> {
    const connection = await this.connect(name);
    this.peers.set(name, { connection, app: await servePeer(name, connection, this.world) });
  }

  async stopPeer(name: ServiceName): Promise<void> {
    const peer = this.peers.get(name);
    this.peers.delete(name);
    await peer?.app.close();
    await peer?.connection.close();
  }

  /** What identity would tell everybody: the rights of the people of this test. */
  async spreadRights(): Promise<void> {
    const connection = await this.connect('identity');
    const writer = new Snapshots(connection, () => undefined).writer(principals);
    await Promise.all(people.map((user) => writer.put(user.id, rightsOf(user))));
    await connection.close();
  }

  /** A cookie for somebody who is signed in. */
  cookie(user: User): string {
    const token = `given-${user.role}`;
    this.world.sessions.set(token, user);
    return `archestra-session-${new URL(this.url).port}=${token}`;
  }

  ask(path: string, ask: Ask = {}): Promise<Response> {
    const { method = 'GET', headers, as, signal = null } = ask;
    const given = { ...(as ? { cookie: this.cookie(as) } : {}), ...headers };
    if (method === 'GET') return fetch(`${this.url}${path}`, { headers: given, signal });
    return fetch(`${this.url}${path}`, { method, signal, ...this.content(ask.body, given) });
  }

  private content(body: unknown, given: Record<string, string>): Pick<RequestInit, 'headers' | 'body'> {
    if (body === undefined) return { headers: { origin: this.url, ...given } };
    const headers = { origin: this.url, 'content-type': 'application/json', ...given };
    return { headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
  }
}

/** A started console for the describe block that calls it. */
export const useConsole = (environment: Record<string, string> = {}): TestConsole => {
  const console = new TestConsole();
  beforeAll(() => console.start(environment), 60_000);
  beforeEach(() => void Object.assign(console.world, new World()));
  afterAll(() => console.stop(), 30_000);
  return console;
};
