import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConfigurationField,
  installations,
  orchestrator,
  principals,
  type CallContext,
  type CredentialScope,
  type DesiredServer,
  type Permission,
  type ServerStatus,
} from '@archestra/contracts';
import { McpLink } from '@archestra/mcp';
import { NatsClient, Snapshots } from '@archestra/messaging';
import { connectAs, eventually, provisionNats, startService, type TestDatabase } from '@archestra/testing';
import type { NatsConnection } from '@nats-io/transport-node';
import { OrchestratorEnv } from '../src/orchestrator.config.ts';
import { OrchestratorModule } from '../src/orchestrator.module.ts';

type Nats = Parameters<typeof provisionNats>[0];
type Service = Awaited<ReturnType<typeof startService>>;

export const acme = randomUUID();
const everything: Permission[] = ['credential:write', 'team-credential:write', 'credential:manage'];
export const secretKey = (): string => randomBytes(32).toString('base64');
export const hashOf = (value: string): string => createHash('sha256').update(value).digest('hex');

export interface Whose {
  readonly token: string;
  readonly region?: string;
  /** Differs from process to process. */
  readonly run: string;
  readonly names: string[];
}

/** An orchestrator on real parts with a package that is installed already, and everybody who talks to it. */
export class CredentialWorld {
  readonly dataFolder = mkdtempSync(join(tmpdir(), 'archestra-credential-'));
  service!: Service;
  bff!: NatsClient;
  private link!: McpLink;
  private readonly connections: NatsConnection[] = [];
  private registry!: Snapshots;
  private identity!: Snapshots;

  constructor(
    private readonly nats: Nats,
    private readonly database: TestDatabase,
  ) {}

  async open(environment: Record<string, string> = {}): Promise<void> {
    await provisionNats(this.nats);
    this.preparePackage();
    await this.start(environment);
    const [bff, gateway, registry, identity] = await Promise.all(
      (['bff', 'gateway', 'registry', 'identity'] as const).map((login) => connectAs(this.nats, login)),
    );
    if (!bff || !gateway || !registry || !identity) throw new Error('no connections');
    this.connections.push(bff, gateway, registry, identity);
    this.bff = new NatsClient(bff);
    this.link = new McpLink(gateway);
    this.registry = new Snapshots(registry, () => undefined);
    this.identity = new Snapshots(identity, () => undefined);
  }

  async start(environment: Record<string, string> = {}): Promise<void> {
    this.service = await startService(
      { name: 'orchestrator', env: OrchestratorEnv, module: OrchestratorModule },
      this.nats,
      {
        DATABASE_URL: this.database.urlOf('orchestrator'),
        SECRET_KEY: secretKey(),
        CONSOLE_URL: 'https://console.example',
        DATA_DIR: this.dataFolder,
        PATH: process.env['PATH'] ?? '',
        ...environment,
      },
    );
    await eventually(async () => {
      if (!(await fetch(`${this.service.url}/ready`)).ok) throw new Error('the orchestrator is not ready');
    });
  }

  async close(): Promise<void> {
    this.link.close();
    await this.service.stop();
    await Promise.all(this.connections.map((connection) => connection.close()));
    rmSync(this.dataFolder, { recursive: true, force: true });
  }

  /** Somebody with these teams and rights; `false`: not active any more. */
  async person(id: string, teamIds: string[], permissions: Permission[] | false = everything): Promise<void> {
    await this.identity.writer(principals).put(id, {
      organizationId: acme,
      isActive: permissions !== false,
      permissions: permissions || [],
      teamIds,
    });
  }

  /** Installs the package, with a secret `TOKEN` and a plain `REGION`. */
  async install(id: string, more: Partial<DesiredServer> = {}): Promise<void> {
    await this.registry.writer(installations).put(id, {
      ...{ id, organizationId: acme, name: 'secretive', generation: 1, configuration: { REGION: 'eu' } },
      fields: [
        ConfigurationField.parse({ in: 'env', name: 'TOKEN', isSecret: true, isRequired: true }),
        ConfigurationField.parse({ in: 'env', name: 'PEM', isSecret: true }),
        ConfigurationField.parse({ in: 'env', name: 'REGION' }),
      ],
      source: {
        ...{ kind: 'package', registry: 'npm', package: 'secretive', version: '1.0.0' },
        ...{ arguments: [], environment: {}, directories: [], egressHosts: [], limits: {} },
      },
      ...more,
    });
  }

  async uninstall(id: string): Promise<void> {
    await this.registry.writer(installations).delete(id);
  }

  set(
    person: string,
    key: [scope: CredentialScope, ownerId: string, serverId: string],
    values: Record<string, string>,
  ) {
    const [scope, ownerId, serverId] = key;
    return this.bff.call(
      orchestrator.setCredential,
      { serverId, scope, ownerId, createdBy: person, values },
      contextOf(`user:${person}`),
    );
  }

  async delete(person: string, [scope, ownerId, serverId]: [CredentialScope, string, string]): Promise<void> {
    const context = contextOf(`user:${person}`);
    const { items } = await this.bff.call(
      orchestrator.listCredentials,
      { userId: null, teamIds: [], all: true, serverId },
      context,
    );
    const found = items.find((item) => item.scope === scope && item.ownerId === ownerId);
    await this.bff.call(orchestrator.deleteCredential, { id: found?.id ?? '', scope, ownerId }, context);
  }

  /** One MCP request as it comes from the gateway; the whole answer as text. */
  async ask(serverId: string, context: CallContext, request: { method: string; params?: object }): Promise<string> {
    const id = this.link.nextFrameId();
    const frame = JSON.stringify({ jsonrpc: '2.0', id, ...request });
    return Buffer.from(await this.link.request(serverId, id, frame, { context, timeoutMs: 15_000 })).toString();
  }

  call(serverId: string, principal: string, name: string, args: object = {}): Promise<string> {
    const request = { method: 'tools/call', params: { name, arguments: args } };
    return this.ask(serverId, { ...contextOf(principal), callId: randomUUID() }, request);
  }

  async whose(serverId: string, principal: string, name = 'whose', args: object = {}): Promise<Whose> {
    const { result } = JSON.parse(await this.call(serverId, principal, name, args)) as {
      result: { content: { text: string }[] };
    };
    return JSON.parse(result.content[0]?.text ?? '') as Whose;
  }

  async status(serverId: string): Promise<ServerStatus | undefined> {
    const { items } = await this.bff.call(orchestrator.listStatus, { serverIds: [serverId] }, contextOf('service:x'));
    return items[0];
  }

  /** Keys of the instances in a phase. */
  async instances(serverId: string, phase = 'running'): Promise<string[]> {
    const found = await this.status(serverId);
    return (found?.instances ?? []).filter((one) => one.phase === phase).map(({ instance }) => instance);
  }

  private preparePackage(): void {
    const folder = join(this.dataFolder, 'packages', 'npm', 'secretive@1.0.0', 'node_modules', 'secretive');
    mkdirSync(folder, { recursive: true });
    cpSync(new URL('./fixture/secretive.mjs', import.meta.url), join(folder, 'secretive.mjs'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'secretive', bin: 'secretive.mjs' }));
  }
}

export const contextOf = (principal: string, organizationId = acme) => ({ organizationId, principal });
