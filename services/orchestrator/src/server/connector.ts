import { AppError, type DesiredServer } from '@archestra/contracts';
import type { ConnectionEnd, ServerConnection } from '../connection/connection.ts';
import { chosenVersion } from '../connection/handshake.ts';
import type { HttpConnector } from '../connection/http.connector.ts';
import { StdioConnection } from '../connection/stdio.connection.ts';
import type { PackageToRun } from '../package/installer.ts';
import type { PackageService } from '../package/package.service.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Connecting } from './managed-server.ts';

const HANDSHAKE_MS = 30_000;
const ABANDON_MS = 1_000;

const silent = (): AppError =>
  new AppError(
    'SERVER_UNAVAILABLE',
    'The server was started but did not answer the MCP handshake within 30 s. Its log may say why.',
  );
const strange = (): AppError =>
  new AppError('SERVER_PROTOCOL_ERROR', 'The server answered the MCP handshake with something else.');

const endedEarly = ({ reason }: ConnectionEnd, lastError: string): AppError =>
  new AppError(
    'SERVER_UNAVAILABLE',
    `The server ended while it started (${reason}).${lastError ? ` Its last words: ${lastError}` : ''}`,
  );

/** Brings up connections of every kind of source. */
export class Connector {
  constructor(
    private readonly packages: PackageService,
    private readonly runtime: Runtime,
    private readonly remote: HttpConnector,
  ) {}

  connect(server: DesiredServer, connecting: Connecting): Promise<ServerConnection> {
    const { source } = server;
    if (source.kind === 'package') return this.connectPackage(server.id, source, connecting);
    if (source.kind === 'builtin') throw new AppError('INTERNAL', 'Built-in servers are not run here.');
    connecting.onPhase('starting', 'Connecting to the remote server.');
    return this.remote.connect(source.url, connecting);
  }

  private async connectPackage(
    serverId: string,
    source: PackageToRun,
    connecting: Connecting,
  ): Promise<ServerConnection> {
    connecting.onPhase('preparing', `Installing ${source.package}@${source.version}.`);
    const { folder, command } = await this.packages.ensure(source);
    connecting.onPhase('starting', 'The server is starting.');
    const { directories, environment, network } = source;
    const child = await this.runtime.launch({
      serverId,
      command,
      packageFolder: folder,
      directories,
      environment,
      network,
    });
    const connection = new StdioConnection(child, connecting.log, connecting.listener);
    try {
      const result = await withinTime(connection.initialize());
      if (chosenVersion(result) === undefined) throw strange();
      return connection;
    } catch (error) {
      await connection.close(ABANDON_MS);
      throw error instanceof AppError && error.code === 'SERVER_CRASHED'
        ? endedEarly(await connection.ended, connecting.log.lastError())
        : error;
    }
  }
}

const withinTime = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(silent()), HANDSHAKE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};
