import { AppError } from '@archestra/contracts';
import type { LaunchSpec, PackageWorkload } from './runtime.ts';

/** What a process is made of; images are not run here. */
export type SandboxedLaunch = Pick<LaunchSpec, 'environment' | 'secrets' | 'egress'> & {
  readonly workload: PackageWorkload;
};

/** Where a server finds things inside its sandbox. */
export const inside = { home: '/home/server', node: '/run/archestra/node' } as const;

export interface SandboxParts {
  /** Private home of the server on the host. */
  readonly homeFolder: string;
  /** A passwd file that knows the server's account only. */
  readonly passwdFile: string;
  readonly nodePath: string;
  readonly pythonPath: string;
  /** Our own data; stays invisible even below a shared directory. */
  readonly privateFolder: string;
  /** Account the server runs as when we are root; otherwise it runs as we do, in a user namespace of its own. */
  readonly account: Account | undefined;
  /** Who this process is. */
  readonly ids: Account;
}

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface Limits {
  readonly processes: number;
  readonly openFiles: number;
}

const SYSTEM_FOLDERS = ['/usr', '/lib', '/lib32', '/lib64', '/bin', '/sbin'];
const SYSTEM_FILES = [
  '/etc/ssl',
  '/etc/ca-certificates',
  '/etc/pki',
  '/etc/alternatives',
  '/etc/ld.so.cache',
  '/etc/localtime',
  '/etc/mime.types',
];
const RESERVED = ['/', '/usr', '/lib', '/lib64', '/bin', '/sbin', '/proc', '/dev', '/sys', '/etc', '/run', '/boot'];

/** Whether a host directory may be shared with a server at all. */
export const isShareable = (path: string, privateFolder: string): boolean => {
  const folder = path.replace(/\/+$/, '') || '/';
  const isReserved = RESERVED.some(
    (reserved) => folder === reserved || (reserved !== '/' && folder.startsWith(`${reserved}/`)),
  );
  return (
    !isReserved &&
    folder !== privateFolder &&
    !folder.startsWith(`${privateFolder}/`) &&
    !folder.split('/').includes('..')
  );
};

const isBelow = (path: string, root: string): boolean => {
  const folder = root.replace(/\/+$/, '');
  return path === folder || path.startsWith(`${folder}/`);
};

/** Whether the operator has opened a host directory, or one above it, to servers. */
export const isOpened = (path: string, roots: readonly string[]): boolean =>
  !path.split('/').includes('..') && roots.some((root) => isBelow(path.replace(/\/+$/, ''), root));

const readOnly = (flag: '--ro-bind' | '--ro-bind-try', paths: readonly string[]): string[] =>
  paths.flatMap((path) => [flag, path, path]);

/** bubblewrap would make these for root alone. */
const parentsOf = (path: string): string[] =>
  path
    .split('/')
    .slice(1, -1)
    .flatMap((_, index, names) => ['--dir', `/${names.slice(0, index + 1).join('/')}`]);

const bind = (flag: '--bind' | '--ro-bind', from: string, to: string): string[] => [...parentsOf(to), flag, from, to];

/** As root no user namespace is made: the uid inside must not be root outside. Its capabilities end with the switch of account. */
const isolation = (account: Account | undefined): string[] =>
  account
    ? [
        '--unshare-ipc',
        '--unshare-pid',
        '--unshare-uts',
        '--unshare-cgroup-try',
        '--cap-drop',
        'ALL',
        '--cap-add',
        'CAP_SETUID',
        '--cap-add',
        'CAP_SETGID',
        '--cap-add',
        'CAP_SETPCAP',
      ]
    : ['--unshare-user-try', '--unshare-ipc', '--unshare-pid', '--unshare-uts', '--unshare-cgroup-try'];

const PATH = '/run/archestra:/usr/local/bin:/usr/bin:/bin';

/** Stands on a command line, so nothing that leads to the proxy: a room catches every connection, and without one there is no network. */
const environmentOf = ({ workload, environment }: SandboxedLaunch): Record<string, string> => ({
  PATH,
  HOME: inside.home,
  TMPDIR: '/tmp',
  LANG: 'C.UTF-8',
  ...workload.environment,
  ...environment,
});

const CARRIER = 'ARCHESTRA_SECRET_';
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Everybody on a machine sees command lines, so secrets travel in the environment of the sandbox, under names that mean
 * nothing to any program on the way. They get their own names behind the switch to the server's account.
 */
export const carriedSecrets = ({ secrets }: Pick<SandboxedLaunch, 'secrets'>): Record<string, string> =>
  Object.fromEntries(Object.values(secrets).map((value, number) => [`${CARRIER}${number}`, value]));

const named = (secrets: Readonly<Record<string, string>>): string[] => {
  const names = Object.keys(secrets);
  const wrong = names.find((name) => !VARIABLE.test(name));
  if (wrong !== undefined)
    throw new AppError('SERVER_UNAVAILABLE', `The secret ${wrong} cannot be the name of a variable.`);
  const renamed = names.map((name, number) => `${name}="$${CARRIER}${number}"; export ${name}`);
  const carriers = names.map((_, number) => `${CARRIER}${number}`);
  return ['/bin/sh', '-c', `${renamed.join('; ')}; unset ${carriers.join(' ')}; exec "$@"`, 'sh'];
};

/** Begins the server's own environment: with nothing, or with nothing but its secrets. */
const afresh = (secrets: Readonly<Record<string, string>>): string[] =>
  Object.keys(secrets).length === 0
    ? ['env', '-i']
    : [...named(secrets), '/usr/bin/env', '-u', 'PWD', '-u', 'OLDPWD', '-u', 'SHLVL', '-u', '_'];

const shared = ({ workload: { directories } }: SandboxedLaunch, privateFolder: string): string[] => [
  ...directories.flatMap(({ path, writable }) => bind(writable ? '--bind' : '--ro-bind', path, path)),
  ...directories
    .filter(({ path }) => privateFolder.startsWith(`${path.replace(/\/+$/, '')}/`))
    .flatMap(() => ['--tmpfs', privateFolder]),
];

/** Never the network of the machine: the empty one of the room it stands in, or a new one with nothing but itself. */
const network = ({ egress }: SandboxedLaunch, { account, ids }: SandboxParts): string[] => {
  const room = egress?.room;
  if (!room) return ['--unshare-net'];
  // Without root we are root of the room's user namespace; the server goes back to being who we are.
  const identity = account ? [] : ['--uid', String(ids.uid), '--gid', String(ids.gid)];
  return [...identity, ...Object.entries(room.files).flatMap(([host, within]) => bind('--ro-bind', host, within))];
};

/** Arguments for bubblewrap: what is not named here does not exist for the server. */
export const bubblewrapArguments = (spec: SandboxedLaunch, parts: SandboxParts): string[] => [
  ...isolation(parts.account),
  '--die-with-parent',
  '--new-session',
  ...(Object.keys(spec.secrets).length === 0 ? ['--clearenv'] : []),
  ...['--setenv', 'PATH', PATH],
  ...readOnly('--ro-bind-try', SYSTEM_FOLDERS),
  ...['--dir', '/etc'],
  ...readOnly('--ro-bind-try', SYSTEM_FILES),
  ...['--ro-bind', parts.passwdFile, '/etc/passwd'],
  ...['--proc', '/proc', '--dev', '/dev', '--perms', '1777', '--tmpfs', '/tmp', '--tmpfs', '/run'],
  ...shared(spec, parts.privateFolder),
  ...bind('--bind', parts.homeFolder, inside.home),
  ...bind('--ro-bind', spec.workload.folder, spec.workload.folder),
  ...bind('--ro-bind', parts.nodePath, inside.node),
  ...network(spec, parts),
  // The home belongs to the server's account; it is entered after the switch to it.
  ...['--chdir', '/'],
];

/**
 * The server's own command behind its limits and, as root, behind the switch to its account. Its environment begins
 * after that switch: a variable such as LD_PRELOAD must not reach a program that still has rights.
 */
export const limitedCommand = (spec: SandboxedLaunch, parts: SandboxParts, limits: Limits): string[] => [
  ...['prlimit', `--nproc=${limits.processes}`, `--nofile=${limits.openFiles}`, '--core=0'],
  ...(parts.account
    ? [
        'setpriv',
        `--reuid=${parts.account.uid}`,
        `--regid=${parts.account.gid}`,
        '--clear-groups',
        '--bounding-set=-all',
        '--inh-caps=-all',
        '--no-new-privs',
      ]
    : []),
  ...['nice', '-n', '5', ...afresh(spec.secrets), '-C', inside.home],
  ...Object.entries(environmentOf(spec))
    .filter(([name]) => !(name in spec.secrets))
    .map(([name, value]) => `${name}=${value}`),
  ...withPrograms(spec.workload.command, parts),
];

const withPrograms = ([program, ...args]: readonly string[], { pythonPath }: SandboxParts): string[] => {
  const programs: Record<string, string> = { node: inside.node, python3: pythonPath };
  return program === undefined ? [] : [programs[program] ?? program, ...args];
};

/** Environment of a server that runs without a sandbox: still nothing of ours. */
export const plainEnvironment = (
  { workload, environment, secrets, egress }: SandboxedLaunch,
  homeFolder: string,
  path: string,
): Record<string, string> => ({
  PATH: path,
  HOME: homeFolder,
  LANG: 'C.UTF-8',
  ...workload.environment,
  ...environment,
  ...egress?.environment,
  ...secrets,
});
