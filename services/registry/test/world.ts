import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  installations,
  orchestrator,
  profiles,
  providers,
  registry,
  type EventContract,
  type EventData,
  type Parsed,
  type Reply,
} from '@archestra/contracts';
import { startNats, startRedis } from '@archestra/local';
import { NatsClient, Snapshots, toEnvelope } from '@archestra/messaging';
import type { RunningService } from '@archestra/service';
import { connectAs, createTestDatabase, fakePeer, provisionNats, startService } from '@archestra/testing';
import { afterAll, beforeAll } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import pg from 'pg';
import { RegistryEnv } from '../src/registry.config.ts';
import { RegistryModule } from '../src/registry.module.ts';
import { FakeServer } from './fake-server.ts';

type Overrides = Partial<
  Record<
    | 'RECONCILE_MS'
    | 'SWEEP_MS'
    | 'DISCOVERY_MS'
    | 'TRIAL_POLL_MS'
    | 'TRIAL_MS'
    | 'PROVIDER_KEY'
    | 'PROVIDER_KEY_PREVIOUS'
    | 'PROVIDER_PRIVATE_HOSTS',
    string
  >
>;

/** Seals the keys of providers in this world. */
export const PROVIDER_KEY = randomBytes(32).toString('base64');
type RunTrial = typeof orchestrator.runTrial;
type Tried = Parsed<RunTrial>;

const startInfra = async () => {
  const [nats, redis, database] = await Promise.all([startNats(), startRedis(), createTestDatabase('registry')]);
  await provisionNats(nats);
  return { nats, redis, database };
};
type Infra = Awaited<ReturnType<typeof startInfra>>;

const watch = (connection: NatsConnection): Snapshots => new Snapshots(connection, () => undefined);

/** A registry on real servers, and everybody it talks to. */
export class World {
  readonly client: NatsClient;
  readonly profiles;
  readonly installations;
  readonly providers;
  readonly sql: pg.Pool;
  private readonly snapshots: Snapshots[];
  private readonly services = new Set<RunningService>();
  private readonly fakes: FakeServer[] = [];

  static async start(): Promise<World> {
    const infra = await startInfra();
    const [bff, gateway, orchestrator, tap] = [
      await connectAs(infra.nats, 'bff'),
      await connectAs(infra.nats, 'gateway'),
      await connectAs(infra.nats, 'orchestrator'),
      await connectAs(infra.nats, 'tap'),
    ];
    return new World(infra, { bff, gateway, orchestrator, tap });
  }

  private constructor(
    readonly infra: Infra,
    private readonly connections: Record<'bff' | 'gateway' | 'orchestrator' | 'tap', NatsConnection>,
  ) {
    this.client = new NatsClient(connections.bff);
    const [ofGateway, ofOrchestrator] = [watch(connections.gateway), watch(connections.orchestrator)];
    this.snapshots = [ofGateway, ofOrchestrator];
    this.profiles = ofGateway.reader(profiles);
    this.providers = ofGateway.reader(providers);
    this.installations = ofOrchestrator.reader(installations);
    this.sql = new pg.Pool({ connectionString: infra.database.urlOf(), max: 2 });
  }

  /** Starts a replica of the registry. */
  async run(overrides: Overrides = {}): Promise<RunningService> {
    const environment = {
      DATABASE_URL: this.infra.database.urlOf(),
      REDIS_URL: this.infra.redis.url,
      PROVIDER_KEY,
      ...overrides,
    };
    const service = await startService(
      { name: 'registry', module: RegistryModule, env: RegistryEnv },
      this.infra.nats,
      environment,
    );
    this.services.add(service);
    // The first question opens connections and compiles queries, which takes long on a machine with much else to do.
    const organizationId = randomUUID();
    const viewer = { userId: null, teamIds: [], seesAll: true };
    const ask = () => this.client.call(registry.listProfiles, { viewer }, { organizationId }).catch(() => undefined);
    await until(ask, (answer) => answer !== undefined, 20_000);
    return service;
  }

  async end(service: RunningService): Promise<void> {
    this.services.delete(service);
    await service.stop();
  }

  /** An MCP server that answers under an installation's id. */
  serve(serverId: string, tools: unknown[]): FakeServer {
    const fake = new FakeServer(this.connections.orchestrator, serverId, tools);
    this.fakes.push(fake);
    return fake;
  }

  /** Answers for first runs as the orchestrator does. Returns the way to fall silent. */
  onTrial(answer: (trial: Tried) => Reply<RunTrial> | Promise<Reply<RunTrial>>): () => void {
    return fakePeer(this.connections.orchestrator, orchestrator.runTrial, answer);
  }

  /** Says something as the orchestrator does; `time` is ISO 8601, default now. */
  async tell<E extends EventContract>(
    contract: E,
    organizationId: string,
    data: EventData<E>,
    time?: string,
  ): Promise<void> {
    const fact = { organizationId, data, ...(time ? { time } : {}) };
    const { id, subject, payload } = toEnvelope(contract, 'orchestrator', fact);
    await jetstream(this.connections.orchestrator).publish(subject, payload, { msgID: id });
  }

  /** Facts that registries state about an organization from now on, in order. */
  events(organizationId: string): { type: string; principal?: string; data: unknown }[] {
    const seen: { type: string; principal?: string; data: unknown }[] = [];
    this.connections.tap.subscribe(`events.${organizationId}.registry.>`, {
      callback: (_error, message) => void seen.push(message.json()),
    });
    return seen;
  }

  async stop(): Promise<void> {
    await Promise.all(this.fakes.map((fake) => fake.stop()));
    for (const service of this.services) await service.stop();
    for (const snapshots of this.snapshots) snapshots.stop();
    await Promise.all(Object.values(this.connections).map((connection) => connection.close()));
    await this.sql.end();
    await this.infra.database.drop();
    await Promise.all([this.infra.nats.stop(), this.infra.redis.stop()]);
  }
}

/** Waits until a condition holds; fails with what was seen last. */
export const until = async <T>(
  look: () => T | Promise<T>,
  holds: (seen: T) => boolean,
  withinMs = 10_000,
): Promise<T> => {
  const end = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(seen)?.slice(0, 2_000)}`);
    await sleep(20);
  }
};

/** One world, with one registry in it, for the describe block that calls it. */
export const useWorld = (overrides: Overrides = {}): (() => World) => {
  let world: World | undefined;
  beforeAll(async () => {
    world = await World.start();
    await world.run(overrides);
  }, 60_000);
  afterAll(() => world?.stop(), 30_000);
  return () => {
    if (!world) throw new Error('The world exists inside hooks and tests only.');
    return world;
  };
};
