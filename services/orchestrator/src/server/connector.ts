import { AppError, type DesiredServer, type ServerSource } from '@archestra/contracts';
import type { ServerConnection } from '../connection/connection.ts';
import type { HttpConnector } from '../connection/http.connector.ts';
import { connectRunning } from '../connection/running.connector.ts';
import type { SecretValues } from '../credential/vault.ts';
import type { EgressService } from '../egress/egress.service.ts';
import type { PackageService } from '../package/package.service.ts';
import { leaveOf, orEnded } from '../runtime/launch-signal.ts';
import type { InstanceRef, Keeps, LaunchSpec, RunningServer, Runtime } from '../runtime/runtime.ts';
import type { Connecting } from './instance.ts';
import { settingsOf } from './settings.ts';

/** One copy of a server to bring up. */
export interface Wanted {
  readonly server: DesiredServer;
  readonly instance: string;
  /** Credentials by name of field. Opened last of all, so that nothing is given that was taken away meanwhile. */
  open(): Promise<SecretValues>;
}

type Workload = LaunchSpec['workload'];

/** The way out of every instance, and the eye on the calls it works on. */
export type WayOuts = Pick<EgressService, 'prepare' | 'watch' | 'release'>;

/** For who is not answered yet there are no calls to finish. */
const ABANDON_MS = 300;

/** Brings up connections of every kind of source. Ends with `REQUEST_CANCELLED` as soon as nobody waits any more. */
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
    return this.reach(source.url, wanted, connecting);
  }

  /** Takes away what an instance left where it ran. */
  async discard(ref: InstanceRef, keeps: Keeps): Promise<void> {
    await this.runtime.remove(ref, keeps);
    this.egress?.release(ref);
  }

  private async reach(url: string, { server, open }: Wanted, connecting: Connecting): Promise<ServerConnection> {
    const { signal } = connecting;
    connecting.onPhase('starting', 'Connecting to the remote server.');
    const { headers } = settingsOf(server, await orEnded(open(), signal));
    const work = this.remote.connect(url, connecting, headers);
    // It may come up when nobody waits for it any more.
    work.then((late) => (signal.aborted ? late.close(0) : undefined)).catch(() => undefined);
    const connection = await orEnded(work, signal);
    connecting.onLaunched();
    return connection;
  }

  private async launch({ server, instance, open }: Wanted, connecting: Connecting): Promise<ServerConnection> {
    const { signal } = connecting;
    const [workload, source] = await this.prepare(server, connecting);
    connecting.onPhase('starting', 'The server is starting.');
    const ref: InstanceRef = { organizationId: server.organizationId, serverId: server.id, instance };
    const egress = await this.egress?.prepare(ref, source.egressHosts);
    const { environment, secrets } = settingsOf(server, await orEnded(open(), signal));
    const spec: LaunchSpec = {
      ...ref,
      name: server.name,
      workload,
      secrets,
      environment: { ...source.environment, ...environment },
      egress,
      limits: source.limits,
      ...(server.adopts ? { adopts: { ...server.adopts, source } } : {}),
    };
    const onProgress = (message: string): void => connecting.onPhase('starting', message);
    const running = await this.runtime.launch(spec, { onProgress, signal });
    connecting.onLaunched();
    const connection = await this.converse(running, connecting);
    return this.egress?.watch(ref, connection) ?? connection;
  }

  private async converse(running: RunningServer, connecting: Connecting): Promise<ServerConnection> {
    const { signal } = connecting;
    try {
      return await orEnded(connectRunning(running, connecting), signal);
    } catch (error) {
      if (signal.aborted) await running[leaveOf(signal) === 'release' ? 'release' : 'stop'](ABANDON_MS);
      throw error;
    }
  }

  private async prepare(
    { source }: DesiredServer,
    connecting: Connecting,
  ): Promise<[Workload, Extract<ServerSource, { kind: 'package' | 'image' }>]> {
    if (source.kind === 'image') return [source, source];
    if (source.kind !== 'package') throw new AppError('INTERNAL', 'Only packages and images are launched.');
    connecting.onPhase('preparing', `Installing ${source.package}@${source.version}.`);
    const installed = await orEnded(this.packages.ensure(source), connecting.signal);
    return [{ kind: 'package', ...installed, directories: source.directories }, source];
  }
}
