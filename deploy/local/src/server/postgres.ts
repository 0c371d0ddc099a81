import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { findPostgres, type PostgresInstallation } from '../install/postgres.ts';
import { spawnAs, unprivileged } from '../machine/account.ts';
import { runOrThrow } from '../machine/command.ts';
import { freePort } from '../machine/port.ts';
import { StepFailure } from '../progress/failure.ts';
import { openFolder, writePrivate, type ServerFolder } from './folder.ts';
import { launch } from './launch.ts';
import { newPassword } from './secret.ts';
import type { ServerHandle, StoreOptions } from './server.ts';

export interface PostgresOptions extends StoreOptions {
  /** Password of the superuser `postgres`; must be the same one at every start on the same folder. */
  password?: string;
}

export interface PostgresHandle extends ServerHandle {
  /** URL of the superuser in the database `postgres`. */
  readonly adminUrl: string;
  /** The same server with another login or database. */
  url(login: { user: string; password: string; database: string }): string;
}

const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';

const common = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  log_timezone: 'UTC',
  timezone: 'UTC',
};
const fast = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '64MB',
  autovacuum: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
};
const durable = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', shared_buffers: '128MB' };

const settings = (port: number, isDurable: boolean): string[] =>
  Object.entries({ ...common, port: String(port), ...(isDurable ? durable : fast) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);

const initialize = async (
  installed: PostgresInstallation,
  folder: ServerFolder,
  options: { password: string; isDurable: boolean },
): Promise<void> => {
  const unfinished = join(folder.path, 'data.new');
  rmSync(unfinished, { recursive: true, force: true });
  const passwordFile = writePrivate(folder, 'password', options.password);
  const args = [
    '-D',
    unfinished,
    '-U',
    'postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    `--locale=${locale}`,
  ];
  await runOrThrow(join(installed.bin, 'initdb'), options.isDurable ? args : [...args, '--no-sync'], {
    ...spawnAs(folder.account),
    cwd: folder.path,
  });
  rmSync(passwordFile);
  // Only a finished cluster gets the name that counts: an interrupted first start begins anew.
  renameSync(unfinished, join(folder.path, 'data'));
};

const majorOf = (data: string): number => Number(readFileSync(join(data, 'PG_VERSION'), 'utf8').trim());

const installationFor = (data: string): PostgresInstallation => {
  const wanted = existsSync(join(data, 'PG_VERSION')) ? majorOf(data) : undefined;
  const installed = findPostgres(wanted);
  if (installed) return installed;
  throw new StepFailure(
    wanted === undefined
      ? 'PostgreSQL 15 or newer is not installed.'
      : `The data in ${data} belong to PostgreSQL ${wanted}, which is not installed.`,
    wanted === undefined
      ? 'Run ./start, which installs it.'
      : `Install PostgreSQL ${wanted}, or give the data up with ./start --reset.`,
  );
};

const canLogIn = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
};

/**
 * Starts a PostgreSQL on the loopback address, as an unprivileged account when we are root. A new folder is
 * initialized (UTF-8, scram passwords, no Unix socket). Throws StepFailure when it is not installed or does not answer.
 */
export const startPostgres = async (options: PostgresOptions = {}): Promise<PostgresHandle> => {
  const folder = openFolder(options, 'postgres', unprivileged('postgres'));
  const data = join(folder.path, 'data');
  const installed = installationFor(data);
  const isDurable = options.durable ?? options.folder !== undefined;
  const password = options.password ?? newPassword();
  if (!existsSync(data)) await initialize(installed, folder, { password, isDurable });
  const port = options.port ?? (await freePort());
  const url: PostgresHandle['url'] = (login) =>
    `postgresql://${login.user}:${login.password}@127.0.0.1:${port}/${login.database}`;
  const adminUrl = url({ user: 'postgres', password, database: 'postgres' });
  const server = await launch({
    name: 'postgres',
    port,
    program: join(installed.bin, 'postgres'),
    args: ['-D', data, ...settings(port, isDurable)],
    folder: folder.path,
    logFile: join(folder.path, 'postgres.log'),
    account: folder.account,
    // Fast shutdown: sessions are ended, the checkpoint is written.
    stopSignal: 'SIGINT',
    isReady: () => canLogIn(adminUrl),
    dispose: folder.dispose,
  });
  return Object.assign(server, { adminUrl, url });
};
