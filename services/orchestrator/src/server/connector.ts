import { AppError, type DesiredServer } from '@archestra/contracts';
import type { ServerConnection } from '../connection/connection.ts';
import type { HttpConnector } from '../connection/http.connector.ts';
import { connectRunning } from '../connection/running.connector.ts';
import type { EgressService } from '../egress/egress.service.ts';
import type { PackageToRun } from '../package/installer.ts';
import type { PackageService } from '../package/package.service.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Connecting } from './managed-server.ts';

/** The way out of every instance, and the eye on the calls it works on. */
export type WayOuts = Pick<EgressService, 'prepare' | 'watch' | 'release'>;

/** Brings up connections of every kind of source. */
export class Connector {
  constructor(
    private readonly packages: PackageService,
    private readonly runtime: Runtime,
    private readonly remote: HttpConnector,
    /** Without it servers have no network at all. */
    private readonly egress?: WayOuts,
  ) {}

  connect(server: DesiredServer, connecting: Connecting): Promise<ServerConnection> {
    const { source } = server;
    if (source.kind === 'package') return this.connectPackage(server, source, connecting);
    if (source.kind === 'builtin') throw new AppError('INTERNAL', 'Built-in servers are not run here.');
    if (source.kind === 'image')
      throw new AppError('SERVER_UNAVAILABLE', 'Container images need Kubernetes; here servers run as processes.');
    connecting.onPhase('starting', 'Connecting to the remote server.');
    return this.remote.connect(source.url, connecting);
  }

  private async connectPackage(
    server: DesiredServer,
    source: PackageToRun,
    connecting: Connecting,
  ): Promise<ServerConnection> {
    connecting.onPhase('preparing', `Installing ${source.package}@${source.version}.`);
    const installed = await this.packages.ensure(source);
    connecting.onPhase('starting', 'The server is starting.');
    const instance = { organizationId: server.organizationId, serverId: server.id, instance: 'shared' };
    const running = await this.runtime.launch({
      ...instance,
      name: server.name,
      workload: { kind: 'package', ...installed, directories: source.directories },
      environment: source.environment,
      secrets: {},
      egress: await this.egress?.prepare(instance, source.egressHosts),
      limits: source.limits,
    });
    const connection = await connectRunning(running, connecting);
    return this.egress?.watch(instance, connection) ?? connection;
  }
}
