import { join } from 'node:path';
import { which } from '../machine/command.ts';
import { unprivileged } from '../machine/account.ts';
import { freePort } from '../machine/port.ts';
import { StepFailure } from '../progress/failure.ts';
import { answers } from './dial.ts';
import { openFolder, writePrivate } from './folder.ts';
import { launch } from './launch.ts';
import { newPassword } from './secret.ts';
import type { ServerHandle, StoreOptions } from './server.ts';

export interface RedisOptions extends StoreOptions {
  password?: string;
}

export interface RedisHandle extends ServerHandle {
  /** URL with password, database 0. */
  readonly url: string;
  /** The same server, another of its 64 databases. */
  database(index: number): string;
}

const configuration = (folder: string, options: { port: number; password: string; isDurable: boolean }): string =>
  [
    'bind 127.0.0.1',
    `port ${options.port}`,
    'protected-mode yes',
    `requirepass ${options.password}`,
    `dir "${folder}"`,
    'daemonize no',
    'databases 64',
    // Job queues must never be evicted: a full Redis refuses writes instead.
    'maxmemory-policy noeviction',
    'save ""',
    ...(options.isDurable ? ['appendonly yes', 'appendfsync everysec'] : ['appendonly no']),
    '',
  ].join('\n');

/** Starts a Redis on the loopback address with a password. With a folder its data survive (append-only file, synced every second). */
export const startRedis = async (options: RedisOptions = {}): Promise<RedisHandle> => {
  const program = which('redis-server');
  if (!program) throw new StepFailure('Redis 7 or newer is not installed.', 'Run ./start, which installs it.');
  const folder = openFolder(options, 'redis', unprivileged('redis'));
  const port = options.port ?? (await freePort());
  const password = options.password ?? newPassword();
  const isDurable = options.durable ?? options.folder !== undefined;
  const file = writePrivate(folder, 'redis.conf', configuration(folder.path, { port, password, isDurable }));
  const server = await launch({
    name: 'redis',
    port,
    program,
    args: [file],
    folder: folder.path,
    logFile: join(folder.path, 'redis.log'),
    account: folder.account,
    stopSignal: 'SIGTERM',
    isReady: () => answers(port, `AUTH ${password}\r\n`, '+OK'),
    dispose: folder.dispose,
  });
  const database = (index: number): string => `redis://:${password}@127.0.0.1:${port}/${index}`;
  return Object.assign(server, { url: database(0), database });
};
