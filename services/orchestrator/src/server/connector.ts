import { AppError, type DesiredServer, type ServerSource } from '@archestra/contracts';
import type { ServerConnection } from '../connection/connection.ts';
import type { HttpConnector } from '../connection/http.connector.ts';
import { connectRunning } from '../connection/running.connector.ts';
import type { SecretValues } from '../credential/vault.ts';
import type { EgressService } from '../egress/egress.service.ts';
import type { PackageService } from '../package/package.service.ts';
import type { InstanceRef, Keeps, LaunchSpec, Runtime } from '../runtime/runtime.ts';
import type { Connecting } from './instance.ts';
import { settingsOf } from './settings.ts';

/** One copy of a server to bring up. */
export interface Wanted {
  readonly server: DesiredServer;
  readonly instance: string;
  /** Credentials by name of field. */
  readonly values: SecretValues;
}

type Workload = LaunchSpec['workload'];

/** The way out of every instance, and the eye on the calls it works on. */
export type WayOuts = Pick<EgressService, 'prepare' | 'watch' | 'release'>;

/** Brings up connections of every kind of source. */
export class Connector {
  constructor(
    private readonly packages: PackageService,
    readonly runtime: Runtime,
    private readonly remote: HttpConnector,
    /** Without it servers have no network at all. */
    private readonly egress?: WayOuts,
  ) {}

  connect(wanted: Wanted, connecting: Connecting): Promise<ServerConnection> {
    const { source } = wanted.server;
    if (source.kind === 'builtin') throw new AppError('INTERNAL', 'Built-in servers are not run here.');
    if (source.kind !== 'remote') return this.launch(wanted, connecting);
    connecting.onPhase('starting', 'Connecting to the remote server.');
    return this.remote.connect(source.url, connecting, settingsOf(wanted.server, wanted.values).headers);
  }

  /** Takes away what an instance left where it ran. */
  async discard(ref: InstanceRef, keeps: Keeps): Promise<void> {
    await this.runtime.remove(ref, keeps);
    this.egress?.release(ref);
  }

  private async launch({ server, instance, values }: Wanted, connecting: Connecting): Promise<ServerConnection> {
    const [workload, source] = await this.prepare(server, connecting);
    const { environment, secrets } = settingsOf(server, values);
    connecting.onPhase('starting', 'The server is starting.');
    const ref: InstanceRef = { organizationId: server.organizationId, serverId: server.id, instance };
    const spec: LaunchSpec = {
      ...ref,
      name: server.name,
      workload,
      secrets,
      environment: { ...source.environment, ...environment },
      egress: await this.egress?.prepare(ref, source.egressHosts),
      limits: source.limits,
      ...(server.adopts ? { adopts: { ...server.adopts, source } } : {}),
    };
    const onProgress = (message: string): void => connecting.onPhase('starting', message);
    const connection = await connectRunning(await this.runtime.launch(spec, { onProgress }), connecting);
    return this.egress?.watch(ref, connection) ?? connection;
  }

  private async prepare(
    { source }: DesiredServer,
    connecting: Connecting,
  ): Promise<[Workload, Extract<ServerSource, { kind: 'package' | 'image' }>]> {
    if (source.kind === 'image') return [source, source];
    if (source.kind !== 'package') throw new AppError('INTERNAL', 'Only packages and images are launched.');
    connecting.onPhase('preparing', `Installing ${source.package}@${source.version}.`);
    const installed = await this.packages.ensure(source);
    return [{ kind: 'package', ...installed, directories: source.directories }, source];
  }
}
