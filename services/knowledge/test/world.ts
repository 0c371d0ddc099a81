import { installations, type CallContext } from '@archestra/contracts';
import { startNats } from '@archestra/local';
import { McpLink, NatsCallerTransport } from '@archestra/mcp';
import { NatsClient, Snapshots } from '@archestra/messaging';
import type { RunningService } from '@archestra/service';
import { connectAs, createTestDatabase, provisionNats, startService } from '@archestra/testing';
import { afterAll, beforeAll } from '@jest/globals';
import { Client } from '@modelcontextprotocol/client';
import type { NatsConnection } from '@nats-io/transport-node';
import { v7 as uuid } from 'uuid';
import { KnowledgeEnv } from '../src/knowledge.config.ts';
import { KnowledgeModule } from '../src/knowledge.module.ts';

const startInfra = async () => {
  const [nats, database] = await Promise.all([startNats(), createTestDatabase('knowledge')]);
  await provisionNats(nats);
  return { nats, database };
};
type Infra = Awaited<ReturnType<typeof startInfra>>;

/** Knowledge on real servers, with a registry that installs and a gateway that calls. */
export class World {
  readonly rpc: NatsClient;
  private readonly link: McpLink;
  private readonly registry: Snapshots;
  private readonly services: RunningService[] = [];
  private readonly clients: Client[] = [];

  static async start(): Promise<World> {
    const infra = await startInfra();
    const connections = {
      bff: await connectAs(infra.nats, 'bff'),
      gateway: await connectAs(infra.nats, 'gateway'),
      registry: await connectAs(infra.nats, 'registry'),
    };
    return new World(infra, connections);
  }

  private constructor(
    readonly infra: Infra,
    private readonly connections: { bff: NatsConnection; gateway: NatsConnection; registry: NatsConnection },
  ) {
    this.rpc = new NatsClient(connections.bff);
    this.link = new McpLink(connections.gateway);
    this.registry = new Snapshots(connections.registry, () => undefined);
  }

  async run(): Promise<void> {
    const environment = { DATABASE_URL: this.infra.database.urlOf() };
    this.services.push(
      await startService(
        { name: 'knowledge', module: KnowledgeModule, env: KnowledgeEnv },
        this.infra.nats,
        environment,
      ),
    );
  }

  /** Installs the built-in server for an organization; returns its id. */
  async install(organizationId: string): Promise<string> {
    const id = uuid();
    const source = { kind: 'builtin', service: 'knowledge' } as const;
    const shape = { id, organizationId, name: 'memories', source, fields: [], configuration: {}, generation: 1 };
    await this.registry.writer(installations).put(id, shape);
    return id;
  }

  async uninstall(id: string): Promise<void> {
    await this.registry.writer(installations).delete(id);
  }

  /** An MCP client that calls on behalf of somebody. */
  async connect(serverId: string, context: CallContext): Promise<Client> {
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(new NatsCallerTransport({ link: this.link, serverId, context }));
    this.clients.push(client);
    return client;
  }

  async stop(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
    this.link.close();
    for (const service of this.services) await service.stop();
    await Promise.all(Object.values(this.connections).map((connection) => connection.close()));
    await this.infra.database.drop();
    await this.infra.nats.stop();
  }
}

/** One world with one knowledge service for the describe block that calls it. */
export const useWorld = (): (() => World) => {
  let world: World | undefined;
  beforeAll(async () => {
    world = await World.start();
    await world.run();
  }, 60_000);
  afterAll(() => world?.stop(), 30_000);
  return () => {
    if (!world) throw new Error('The world exists inside hooks and tests only.');
    return world;
  };
};
