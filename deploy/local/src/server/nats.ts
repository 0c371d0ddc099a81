import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolderFor, unprivileged } from '../machine/account.ts';
import { which } from '../machine/command.ts';
import { freePort } from '../machine/port.ts';
import { StepFailure } from '../progress/failure.ts';
import { answers } from './dial.ts';
import { openFolder, writePrivate } from './folder.ts';
import { launch } from './launch.ts';
import { NATS_ADMIN, natsConfig, natsUsers, type NatsUser } from './nats-config.ts';
import { newPassword } from './secret.ts';
import type { ServerHandle, StoreOptions } from './server.ts';

export interface NatsOptions extends StoreOptions {
  /** Default: every login of an installation with fresh passwords. Needs a login `admin`. */
  users?: readonly NatsUser[];
}

export interface NatsLogin {
  url: string;
  user: string;
  password: string;
}

export interface NatsHandle extends ServerHandle {
  /** `nats://127.0.0.1:<port>`, without credentials. */
  readonly url: string;
  /** Address and credentials of one login; throws when there is no such login. */
  login(user: string): NatsLogin;
  /** Puts other logins or permissions in force without a restart. */
  reload(users: readonly NatsUser[]): void;
}

const versionOf = (program: string): [major: number, minor: number] => {
  const [, major, minor] = /v?(\d+)\.(\d+)\./.exec(execFileSync(program, ['--version'], { encoding: 'utf8' })) ?? [];
  return [Number(major), Number(minor)];
};

const hasSyncInterval = (program: string): boolean => {
  const [major, minor] = versionOf(program);
  return major > 2 || (major === 2 && minor >= 10);
};

const freshUsers = (): NatsUser[] => natsUsers(newPassword);

const loginOf = (users: readonly NatsUser[], url: string, user: string): NatsLogin => {
  const found = users.find((entry) => entry.user === user);
  if (!found) throw new Error(`NATS has no login ${user}.`);
  return { url, user, password: found.password };
};

/** Starts a NATS server with JetStream on the loopback address, one login per service with its own permissions. */
export const startNats = async (options: NatsOptions = {}): Promise<NatsHandle> => {
  const program = which('nats-server');
  if (!program) throw new StepFailure('NATS 2.9 or newer is not installed.', 'Run ./start, which installs it.');
  const folder = openFolder(options, 'nats', unprivileged('nats'));
  const port = options.port ?? (await freePort());
  const store = join(folder.path, 'jetstream');
  makeFolderFor(folder.account, store);
  const sync =
    (options.durable ?? options.folder !== undefined) && hasSyncInterval(program) ? { syncIntervalSeconds: 1 } : {};
  const write = (users: readonly NatsUser[]): string =>
    writePrivate(folder, 'nats.conf', natsConfig({ port, store, users, serverName: 'archestra', ...sync }));

  let users = options.users ?? freshUsers();
  const file = write(users);
  const server = await launch({
    name: 'nats',
    port,
    program,
    args: ['-c', file],
    folder: folder.path,
    logFile: join(folder.path, 'nats.log'),
    account: folder.account,
    stopSignal: 'SIGTERM',
    isReady: () => answers(port, '', 'INFO'),
    dispose: folder.dispose,
  });
  const url = `nats://127.0.0.1:${port}`;
  loginOf(users, url, NATS_ADMIN);
  return Object.assign(server, {
    url,
    login: (user: string) => loginOf(users, url, user),
    reload: (next: readonly NatsUser[]) => {
      const before = readFileSync(file, 'utf8');
      users = next;
      write(next);
      if (readFileSync(file, 'utf8') !== before) process.kill(server.pid, 'SIGHUP');
    },
  });
};
