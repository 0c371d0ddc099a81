import { join } from 'node:path';
import { AppError, type DesiredServer, type LogLine, type ServerStatus } from '@archestra/contracts';
import { serveMcp } from '@archestra/mcp';
import { NATS } from '@archestra/messaging';
import { CONFIG, reportError } from '@archestra/service';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { CredentialAccess } from '../credential/credential.access.ts';
import { ServerLogs } from '../log/server-logs.ts';
import type { OrchestratorConfig } from '../orchestrator.config.ts';
import { Reconciler } from '../reconcile/reconciler.ts';
import { Homes } from '../runtime/homes.ts';
import type { InstanceName } from '../runtime/instance-name.ts';
import type { InstanceRef, Keeps } from '../runtime/runtime.ts';
import { Connector } from './connector.ts';
import { DesiredServers } from './desired-servers.ts';
import { Leftovers } from './leftovers.ts';
import { ManagedServer } from './managed-server.ts';
import { Remains } from './remains.ts';
import { inspected, manifestOf } from './server-inspection.ts';
import { readLogs, type LogRequest } from './server-log-reader.ts';
import { ServerFacts } from './server.events.ts';

const RESYNC_MS = 10_000;
const LEFTOVER_MS = 30_000;

/** All servers of this orchestrator: converges them to the snapshot `installations` and answers for them. */
@Injectable()
export class ServerService implements OnModuleInit, BeforeApplicationShutdown {
  private readonly reconciler: Reconciler<ManagedServer>;
  private readonly leftovers: Leftovers;
  private readonly remains: Remains;
  private readonly logs: ServerLogs;
  private timers: NodeJS.Timeout[] = [];
  private stopWatching: (() => void)[] = [];

  constructor(
    @Inject(CONFIG) private readonly config: OrchestratorConfig,
    @Inject(NATS) private readonly connection: NatsConnection,
    @Inject(Connector) private readonly connector: Connector,
    private readonly credentials: CredentialAccess,
    private readonly facts: ServerFacts,
    private readonly desired: DesiredServers,
  ) {
    this.reconciler = new Reconciler({
      desired: () => this.desired.current(),
      start: (server) => this.start(server),
      report: reportError,
    });
    const { runtime } = connector;
    this.leftovers = new Leftovers({
      list: () => runtime.list(),
      isRunning: async (ref) => (await runtime.inspect(ref)).pods.length > 0,
      // Servers that are not ours to run, such as candidates in a trial, have others who look after them.
      fateOf: ({ serverId, instance }) => this.reconciler.get(serverId)?.fateOf(instance) ?? 'attended',
      attend: ({ serverId, instance }) => this.reconciler.get(serverId)?.attend(instance),
      discard: (ref) => this.discard(ref, this.keepsFilesOf(ref) ? 'files' : 'nothing'),
    });
    const folder = join(config.DATA_DIR, 'servers');
    const homes = new Homes(folder);
    const logs = new ServerLogs(folder);
    this.logs = logs;
    this.remains = new Remains({
      list: async () => [...(await homes.list()), ...(await logs.list())],
      isKept: (name) => this.keepsFilesOf(name),
      isKnown: (serverId) => this.reconciler.get(serverId) !== undefined,
      remove: async (name) => {
        await homes.remove(name);
        await logs.remove(name);
      },
    });
  }

  onModuleInit(): void {
    this.stopWatching = [
      this.desired.onChange(() => this.reconciler.reconcile()),
      this.credentials.onChange((serverId) => this.reconciler.get(serverId)?.reviewCredentials()),
      this.credentials.onPersonChange((userId) => {
        for (const server of this.reconciler.all()) server.reviewPerson(userId);
      }),
    ];
    this.timers = [
      setInterval(() => this.reconciler.reconcile(), RESYNC_MS),
      setInterval(() => void this.sweep(), LEFTOVER_MS),
    ];
  }

  /** Before the message broker's connection closes: calls in work get their answers, events get out. */
  async beforeApplicationShutdown(): Promise<void> {
    for (const stop of this.stopWatching) stop();
    for (const timer of this.timers) clearInterval(timer);
    await this.reconciler.close();
  }

  /** Those of one organization. */
  async list(organizationId: string, serverIds?: readonly string[]): Promise<ServerStatus[]> {
    const servers = serverIds ? serverIds.flatMap((id) => this.reconciler.get(id) ?? []) : this.reconciler.all();
    const own = servers.filter(({ desired }) => desired.organizationId === organizationId);
    return Promise.all(own.map((server) => inspected(server, this.connector.runtime)));
  }

  restart(organizationId: string, serverId: string): Promise<void> {
    return this.find(organizationId, serverId).restart();
  }

  readLog(organizationId: string, serverId: string, request: LogRequest): Promise<LogLine[]> {
    const server = this.find(organizationId, serverId);
    return readLogs(this.connector.runtime, { organizationId, serverId }, server.instances(), request);
  }

  async readManifest(organizationId: string, serverId: string): Promise<string> {
    return manifestOf(this.find(organizationId, serverId), this.connector.runtime);
  }

  all(): ManagedServer[] {
    return this.reconciler.all();
  }

  /** Throws `SERVER_NOT_FOUND` for servers of other organizations, too. */
  find(organizationId: string, serverId: string): ManagedServer {
    const server = this.reconciler.get(serverId);
    if (server?.desired.organizationId !== organizationId)
      throw new AppError('SERVER_NOT_FOUND', 'There is no such server here. It may have been removed.');
    return server;
  }

  /** Only while it is known what is wanted. */
  private async sweep(): Promise<void> {
    if (!this.desired.current() || !this.credentials.isKnown) return;
    await this.leftovers.sweep().catch((error: unknown) => reportError(error, 'instances of an earlier life'));
    await this.remains.sweep().catch((error: unknown) => reportError(error, 'files of instances that are gone'));
  }

  private async discard(ref: InstanceRef, keeps: Keeps): Promise<void> {
    await this.connector.discard(ref, keeps);
    if (keeps === 'nothing') await this.logs.remove(ref);
  }

  private keepsFilesOf({ serverId, instance }: InstanceName): boolean {
    return this.reconciler.get(serverId)?.keepsFilesOf(instance) ?? false;
  }

  private start(desired: DesiredServer): ManagedServer {
    const { id: serverId, organizationId } = desired;
    return new ManagedServer(desired, {
      connect: (wanted, connecting) => this.connector.connect(wanted, connecting),
      discard: (instance, keeps) => this.discard({ organizationId, serverId, instance }, keeps),
      serve: (id, handler) => serveMcp(this.connection, id, handler),
      credentials: this.credentials,
      facts: this.facts,
      logOf: (instance) => this.logs.open({ serverId, instance }),
      idleMs: this.config.SERVER_INSTANCE_IDLE_MS,
      sharedIdleMs: this.config.SERVER_IDLE_MS,
      report: reportError,
    });
  }
}
