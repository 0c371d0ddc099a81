import { installations, type DesiredServer } from '@archestra/contracts';
import { NatsOwnerTransport } from '@archestra/mcp';
import { NATS, Snapshots, type SnapshotReader } from '@archestra/messaging';
import { log, Readiness } from '@archestra/service';
import type { McpServer } from '@modelcontextprotocol/server';
import type { NatsConnection } from '@nats-io/transport-node';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { MemoryService } from '../memory/memory.service.ts';
import { memoryServer } from './memory-tools.ts';

const isOurs = ({ source }: DesiredServer): boolean => source.kind === 'builtin' && source.service === 'knowledge';

/** Answers, under its installation's id, for every built-in server that an organization has installed. */
@Injectable()
export class BuiltInServers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly desired: SnapshotReader<typeof installations>;
  private readonly running = new Map<string, Promise<McpServer>>();
  private stopWatching: () => void = () => undefined;

  constructor(
    @Inject(NATS) private readonly connection: NatsConnection,
    private readonly memories: MemoryService,
    snapshots: Snapshots,
    readiness: Readiness,
  ) {
    this.desired = snapshots.reader(installations);
    readiness.add('installations', () => {
      if (!this.desired.synced) throw new Error('the list of installed servers is not read yet');
    });
  }

  onApplicationBootstrap(): void {
    this.stopWatching = this.desired.onChange((id, server) => this.converge(id, server));
    for (const [id, server] of this.desired.entries()) this.converge(id, server);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopWatching();
    await Promise.all([...this.running.keys()].map((id) => this.stop(id)));
  }

  private converge(id: string, server: DesiredServer | undefined): void {
    if (server && isOurs(server)) this.start(server);
    else void this.stop(id);
  }

  private start({ id, organizationId }: DesiredServer): void {
    if (this.running.has(id)) return;
    const server = memoryServer(organizationId, this.memories);
    const started = server.connect(new NatsOwnerTransport(this.connection, id)).then(() => server);
    this.running.set(id, started);
    started.catch((error: unknown) => {
      this.running.delete(id);
      log.error({ err: error, serverId: id }, 'a built-in server could not be served');
    });
  }

  private async stop(id: string): Promise<void> {
    const running = this.running.get(id);
    this.running.delete(id);
    try {
      await (await running)?.close();
    } catch (error) {
      log.warn({ err: error, serverId: id }, 'a built-in server did not stop cleanly');
    }
  }
}
