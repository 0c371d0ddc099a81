import { join } from 'node:path';
import { AppError, installations, type DesiredServer, type LogLine, type ServerStatus } from '@archestra/contracts';
import { serveMcp } from '@archestra/mcp';
import { EventPublisher, NATS, Snapshots, type SnapshotReader } from '@archestra/messaging';
import { CONFIG, Readiness, reportError } from '@archestra/service';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { ServerLog } from '../log/server-log.ts';
import type { OrchestratorConfig } from '../orchestrator.config.ts';
import { Reconciler } from '../reconcile/reconciler.ts';
import { Connector } from './connector.ts';
import { ManagedServer } from './managed-server.ts';
import { ServerFacts } from './server.events.ts';

const RESYNC_MS = 10_000;

/** All servers of this orchestrator: converges them to the snapshot `installations` and answers for them. */
@Injectable()
export class ServerService implements OnModuleInit, BeforeApplicationShutdown {
  private readonly snapshot: SnapshotReader<typeof installations>;
  private readonly facts: ServerFacts;
  private readonly reconciler: Reconciler<ManagedServer>;
  private timer: NodeJS.Timeout | undefined;
  private stopWatching: () => void = () => undefined;

  constructor(
    @Inject(CONFIG) private readonly config: OrchestratorConfig,
    @Inject(NATS) private readonly connection: NatsConnection,
    @Inject(Connector) private readonly connector: Connector,
    snapshots: Snapshots,
    publisher: EventPublisher,
    readiness: Readiness,
  ) {
    this.snapshot = snapshots.reader(installations);
    this.facts = new ServerFacts(publisher);
    this.reconciler = new Reconciler({
      desired: () => this.desired(),
      start: (server) => this.start(server),
      report: reportError,
    });
    readiness.add('installations', () => {
      if (!this.snapshot.synced) throw new Error('the list of installations has not been read yet');
    });
  }

  onModuleInit(): void {
    this.stopWatching = this.snapshot.onChange(() => this.reconciler.reconcile());
    this.timer = setInterval(() => this.reconciler.reconcile(), RESYNC_MS);
    void this.snapshot.ready.then(() => this.reconciler.reconcile());
  }

  /** Before the message broker's connection closes: calls in work get their answers, events get out. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopWatching();
    clearInterval(this.timer);
    await this.reconciler.close();
  }

  list(serverIds?: readonly string[]): ServerStatus[] {
    const servers = serverIds ? serverIds.flatMap((id) => this.reconciler.get(id) ?? []) : this.reconciler.all();
    return servers.map((server) => server.status());
  }

  restart(serverId: string): Promise<void> {
    return this.find(serverId).restart();
  }

  readLog(serverId: string, tail: number, since?: string): LogLine[] {
    return this.find(serverId).readLog(tail, since);
  }

  private find(serverId: string): ManagedServer {
    const server = this.reconciler.get(serverId);
    if (!server) throw new AppError('SERVER_NOT_FOUND', 'There is no such server here. It may have been removed.');
    return server;
  }

  private desired(): Map<string, DesiredServer> | undefined {
    if (!this.snapshot.synced) return undefined;
    return new Map([...this.snapshot.entries()].filter(([, { source }]) => source.kind !== 'builtin'));
  }

  private start(desired: DesiredServer): ManagedServer {
    return new ManagedServer(desired, {
      connect: (server, connecting) => this.connector.connect(server, connecting),
      serve: (serverId, handler) => serveMcp(this.connection, serverId, handler),
      facts: this.facts,
      log: new ServerLog(join(this.config.DATA_DIR, 'servers', desired.id, 'log', 'server.log')),
      report: reportError,
    });
  }
}
