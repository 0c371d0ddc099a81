import { spawn, spawnSync, type StdioOptions } from 'node:child_process';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createHash } from 'node:crypto';
import { AppError } from '@archestra/contracts';
import { folderOf, Homes } from './homes.ts';
import { orEnded, stopIfEnded } from './launch-signal.ts';
import { OwnedProcess, type Child } from './owned-process.ts';
import type {
  InstanceRef,
  InstanceView,
  Keeps,
  LaunchOptions,
  LaunchSpec,
  PackageWorkload,
  RunningServer,
  Runtime,
  SharedDirectory,
} from './runtime.ts';
import {
  bubblewrapArguments,
  carriedSecrets,
  isOpened,
  isShareable,
  limitedCommand,
  plainEnvironment,
  type Account,
  type Limits,
  type SandboxedLaunch,
  type SandboxParts,
} from './sandbox.ts';

export interface ProcessRuntimeOptions {
  /** Data folder of the orchestrator; homes of servers are made below it. */
  dataFolder: string;
  /** `true`: refuse to run a server without a sandbox. */
  requireSandbox: boolean;
  /** For servers that name no limit of their own. */
  memoryBytes: number;
  limits: Limits;
  /** A Python that exists inside the sandbox, too: below /usr. */
  python?: string;
  /** Search path for servers that run without a sandbox. */
  path: string;
  /** Host directories that servers may be given, each with what is below it. */
  directories: readonly string[];
}

const FIRST_ACCOUNT = 300_000;
const ACCOUNTS = 100_000;

const unavailable = (message: string): AppError => new AppError('SERVER_UNAVAILABLE', message);

/** Runs servers as child processes, under bubblewrap where it works. */
export class ProcessRuntime implements Runtime {
  readonly kind = 'process';
  private readonly isRoot = process.getuid?.() === 0;
  private readonly privateFolder: string;
  private readonly homes: Homes;
  private sandboxWorks: boolean | undefined;

  constructor(private readonly options: ProcessRuntimeOptions) {
    this.privateFolder = privateFolderOf(resolve(options.dataFolder));
    this.homes = new Homes(join(resolve(options.dataFolder), 'servers'));
  }

  async launch(spec: LaunchSpec, { signal: ending }: LaunchOptions = {}): Promise<RunningServer> {
    const { workload } = spec;
    if (workload.kind === 'image')
      throw unavailable('Container images need Kubernetes; here servers run as processes of this machine.');
    const checked = { ...workload, directories: workload.directories.map((directory) => this.checked(directory)) };
    const account = this.accountOf(spec, checked);
    const isSandboxed = this.canSandbox();
    if (!isSandboxed && this.options.requireSandbox)
      throw unavailable('The server needs a sandbox, and bubblewrap does not work on this machine.');
    const launch = { ...spec, workload: checked };
    stopIfEnded(ending);
    const home = this.homes.make(spec, account);
    const child = isSandboxed ? this.spawnSandboxed(launch, home, account) : this.spawnPlain(launch, home, account);
    await started(child);
    const memoryBytes = spec.limits.memoryBytes ?? this.options.memoryBytes;
    const server = new OwnedProcess(child, isSandboxed ? 'bubblewrap' : 'none', memoryBytes);
    await admitted(server, isSandboxed ? opening(child, spec) : Promise.resolve(), ending);
    return server;
  }

  /** Its home is all that a server has outside its process. */
  async remove(instance: InstanceRef, keeps: Keeps = 'nothing'): Promise<void> {
    if (keeps === 'nothing') await this.homes.remove(instance);
  }

  list(): Promise<InstanceRef[]> {
    return Promise.resolve([]);
  }

  inspect(): Promise<InstanceView> {
    return Promise.resolve({ pods: [], conditions: [], manifest: null });
  }

  readLog(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  private spawnSandboxed(spec: OwnLaunch, homeFolder: string, account: Account | undefined): Child {
    const nodePath = realpathSync(process.execPath);
    const ids = ownIds();
    const parts: SandboxParts = {
      homeFolder,
      nodePath,
      account,
      privateFolder: this.privateFolder,
      passwdFile: this.homes.passwdFile(spec, account ?? ids),
      pythonPath: this.python,
      ids,
    };
    const sandbox = ['bwrap', ...bubblewrapArguments(spec, parts)];
    const room = spec.egress?.room;
    const [program = '', ...args] = [
      ...(room?.command ?? []),
      ...sandbox,
      '--',
      ...limitedCommand(spec, parts, this.options.limits),
    ];
    const options = { env: { PATH: this.options.path, ...carriedSecrets(spec) }, cwd: '/', detached: true };
    // The channel is the room's own and closed before anything of the server runs.
    const stdio: StdioOptions = ['pipe', 'pipe', 'pipe', ...(room ? (['ipc'] as const) : [])];
    return spawn(program, args, { ...options, stdio }) as Child;
  }

  private spawnPlain(spec: SandboxedLaunch, home: string, account: Account | undefined): Child {
    const programs: Record<string, string> = { node: process.execPath, python3: this.python };
    const [program = '', ...args] = spec.workload.command;
    const command = [programs[program] ?? program, ...args];
    const leash = existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'KILL'] : [];
    const env = plainEnvironment(spec, home, this.options.path);
    const [first, ...rest] = [...leash, ...command];
    return spawn(first ?? '', rest, { stdio: ['pipe', 'pipe', 'pipe'], env, cwd: home, detached: true, ...account });
  }

  private checked(directory: SharedDirectory): SharedDirectory {
    const { path } = directory;
    const { directories } = this.options;
    if (!isOpened(path, directories))
      throw unavailable(
        `The directory ${path} is not open to servers. Whoever operates this machine opens it with SERVER_DIRECTORIES.`,
      );
    if (!isShareable(path, this.privateFolder))
      throw unavailable(`The directory ${path} must not be shared with a server.`);
    if (!existsSync(path)) throw unavailable(`The directory ${path} does not exist on this machine.`);
    // A link must not lead where the path itself would not be allowed to go.
    const real = realpathSync(path);
    if (
      !isOpened(
        real,
        directories.filter(existsSync).map((root) => realpathSync(root)),
      ) ||
      !isShareable(real, this.privateFolder)
    )
      throw unavailable(`The directory ${path} leads to one that must not be shared.`);
    return directory;
  }

  /** As root every server gets an account of its own, or the owner of the directory it may write to. */
  private accountOf(spec: LaunchSpec, { directories }: PackageWorkload): Account | undefined {
    if (!this.isRoot) return undefined;
    const owner = directories
      .filter(({ writable }) => writable)
      .map(({ path }) => statSync(path))
      .find(({ uid }) => uid !== 0);
    if (owner) return { uid: owner.uid, gid: owner.gid };
    const id = FIRST_ACCOUNT + (createHash('sha256').update(folderOf(spec)).digest().readUInt32BE() % ACCOUNTS);
    return { uid: id, gid: id };
  }

  private get python(): string {
    return this.options.python ?? '/usr/bin/python3';
  }

  private canSandbox(): boolean {
    if (this.sandboxWorks === undefined && process.platform === 'linux') {
      const probe = [
        '--unshare-pid',
        '--unshare-net',
        '--ro-bind',
        '/',
        '/',
        '--proc',
        '/proc',
        '--dev',
        '/dev',
        '--',
        'true',
      ];
      this.sandboxWorks = spawnSync('bwrap', probe, { env: { PATH: this.options.path }, timeout: 5_000 }).status === 0;
    }
    return this.sandboxWorks ?? false;
  }
}

const ownIds = (): Account => ({ uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 });

type OwnLaunch = LaunchSpec & SandboxedLaunch;

/** The installation's whole data folder when ours lies in one, else our own. */
const privateFolderOf = (dataFolder: string): string => {
  const parts = dataFolder.split('/');
  const root = parts.lastIndexOf('.archestra');
  return root > 0 ? parts.slice(0, root + 1).join('/') : dataFolder;
};

const started = (child: Child): Promise<void> =>
  new Promise((resolve_, reject) => {
    child.once('spawn', resolve_);
    child.once('error', () => reject(unavailable('The program of the server could not be started.')));
  });

/** The room opens its way out before the server starts in it. */
const opening = async (child: Child, { egress }: LaunchSpec): Promise<void> => egress?.room?.admit(child);

/** A start that was ended leaves no process. */
const admitted = async (server: OwnedProcess, open: Promise<void>, ending: AbortSignal | undefined): Promise<void> => {
  try {
    await orEnded(open, ending);
    stopIfEnded(ending);
  } catch (cause) {
    await server.stop(0);
    stopIfEnded(ending);
    const message = 'The way out of the server could not be prepared.';
    throw new AppError('SERVER_UNAVAILABLE', message, { cause });
  }
};
