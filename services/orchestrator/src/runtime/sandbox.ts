import type { LaunchSpec } from './runtime.ts';

/** Where a server finds things inside its sandbox. */
export const inside = { home: '/home/server', node: '/run/archestra/node' } as const;

export interface SandboxParts {
  /** Private home of the server on the host. */
  readonly homeFolder: string;
  /** A passwd file that knows the server's account only. */
  readonly passwdFile: string;
  readonly nodePath: string;
  /** Our own data; stays invisible even below a shared directory. */
  readonly privateFolder: string;
  /** Account the server runs as when we are root; otherwise it runs as we do, in a user namespace of its own. */
  readonly account: Account | undefined;
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
const NETWORK_FILES = ['/etc/resolv.conf', '/etc/hosts', '/etc/nsswitch.conf', '/etc/services'];
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
        '--unshare-net',
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
    : ['--unshare-all'];

const PATH = '/run/archestra:/usr/local/bin:/usr/bin:/bin';

const environmentOf = (spec: LaunchSpec): Record<string, string> => ({
  PATH,
  HOME: inside.home,
  TMPDIR: '/tmp',
  LANG: 'C.UTF-8',
  ...spec.environment,
});

/** Arguments for bubblewrap: what is not named here does not exist for the server. */
export const bubblewrapArguments = (spec: LaunchSpec, parts: SandboxParts): string[] => {
  const isolated = isolation(parts.account);
  const network = spec.network
    ? parts.account
      ? isolated.filter((flag) => flag !== '--unshare-net')
      : [...isolated, '--share-net']
    : isolated;
  return [
    ...network,
    '--die-with-parent',
    '--new-session',
    '--clearenv',
    ...['--setenv', 'PATH', PATH],
    ...readOnly('--ro-bind-try', SYSTEM_FOLDERS),
    ...['--dir', '/etc'],
    ...readOnly('--ro-bind-try', [...SYSTEM_FILES, ...(spec.network ? NETWORK_FILES : [])]),
    ...['--ro-bind', parts.passwdFile, '/etc/passwd'],
    ...['--proc', '/proc', '--dev', '/dev', '--perms', '1777', '--tmpfs', '/tmp', '--tmpfs', '/run'],
    ...spec.directories.flatMap(({ path, writable }) => bind(writable ? '--bind' : '--ro-bind', path, path)),
    ...spec.directories
      .filter(({ path }) => parts.privateFolder.startsWith(`${path.replace(/\/+$/, '')}/`))
      .flatMap(() => ['--tmpfs', parts.privateFolder]),
    ...bind('--bind', parts.homeFolder, inside.home),
    ...bind('--ro-bind', spec.packageFolder, spec.packageFolder),
    ...bind('--ro-bind', parts.nodePath, inside.node),
    // The home belongs to the server's account; it is entered after the switch to it.
    ...['--chdir', '/'],
  ];
};

/**
 * The server's own command behind its limits and, as root, behind the switch to its account. Its environment begins
 * after that switch: a variable such as LD_PRELOAD must not reach a program that still has rights.
 */
export const limitedCommand = (spec: LaunchSpec, limits: Limits, account: Account | undefined): string[] => [
  ...['prlimit', `--nproc=${limits.processes}`, `--nofile=${limits.openFiles}`, '--core=0'],
  ...(account
    ? [
        'setpriv',
        `--reuid=${account.uid}`,
        `--regid=${account.gid}`,
        '--clear-groups',
        '--bounding-set=-all',
        '--inh-caps=-all',
        '--no-new-privs',
      ]
    : []),
  ...['nice', '-n', '5', 'env', '-i', '-C', inside.home],
  ...Object.entries(environmentOf(spec)).map(([name, value]) => `${name}=${value}`),
  ...spec.command.map((part, index) => (index === 0 && part === 'node' ? inside.node : part)),
];

/** Environment of a server that runs without a sandbox: still nothing of ours. */
export const plainEnvironment = (spec: LaunchSpec, homeFolder: string, path: string): Record<string, string> => ({
  PATH: path,
  HOME: homeFolder,
  LANG: 'C.UTF-8',
  ...spec.environment,
});
