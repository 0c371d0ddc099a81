import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { createHash } from 'node:crypto';
import { AppError } from '@archestra/contracts';
import type { ConnectionEnd } from '../connection/connection.ts';
import { treeOf, usageOf } from './process-tree.ts';
import type { LaunchSpec, RunningProcess, Runtime } from './runtime.ts';
import {
  bubblewrapArguments,
  inside,
  isShareable,
  limitedCommand,
  plainEnvironment,
  type Account,
  type Limits,
  type SandboxParts,
} from './sandbox.ts';

export interface ProcessRuntimeOptions {
  /** Data folder of the orchestrator; homes of servers are made below it. */
  dataFolder: string;
  /** `true`: refuse to run a server without a sandbox. */
  requireSandbox: boolean;
  memoryBytes: number;
  limits: Limits;
  /** Search path for servers that run without a sandbox. */
  path: string;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const FIRST_ACCOUNT = 300_000;
const ACCOUNTS = 100_000;
const WATCH_MS = 500;
const EXIT_GRACE_MS = 200;

const unavailable = (message: string): AppError => new AppError('SERVER_UNAVAILABLE', message);

/** Runs servers as child processes, under bubblewrap where it works. */
export class ProcessRuntime implements Runtime {
  private readonly isRoot = process.getuid?.() === 0;
  private readonly privateFolder: string;
  private sandboxWorks: boolean | undefined;

  constructor(private readonly options: ProcessRuntimeOptions) {
    this.privateFolder = privateFolderOf(resolve(options.dataFolder));
  }

  async launch(spec: LaunchSpec): Promise<RunningProcess> {
    const directories = spec.directories.map((directory) => this.checked(directory));
    const account = this.accountOf({ ...spec, directories });
    const home = this.homeOf(spec.serverId, account);
    const isSandboxed = this.canSandbox();
    if (!isSandboxed && this.options.requireSandbox)
      throw unavailable('The server needs a sandbox, and bubblewrap does not work on this machine.');
    const child = isSandboxed
      ? this.spawnSandboxed({ ...spec, directories }, home, account)
      : this.spawnPlain(spec, home, account);
    await started(child);
    return new OwnedProcess(child, isSandboxed ? 'bubblewrap' : 'none', this.options.memoryBytes);
  }

  private spawnSandboxed(spec: LaunchSpec, homeFolder: string, account: Account | undefined): Child {
    const nodePath = realpathSync(process.execPath);
    const parts: SandboxParts = {
      homeFolder,
      nodePath,
      account,
      privateFolder: this.privateFolder,
      passwdFile: this.passwdFile(spec.serverId, account),
    };
    const args = [...bubblewrapArguments(spec, parts), '--', ...limitedCommand(spec, this.options.limits, account)];
    return spawn('bwrap', args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: this.options.path },
      cwd: '/',
      detached: true,
    });
  }

  private spawnPlain(spec: LaunchSpec, home: string, account: Account | undefined): Child {
    const [program, ...args] = spec.command.map((part, index) =>
      index === 0 && part === 'node' ? process.execPath : part,
    );
    const leash = existsSync('/usr/bin/setpriv')
      ? ['/usr/bin/setpriv', '--pdeathsig', 'KILL', program ?? '']
      : [program ?? ''];
    const env = plainEnvironment(spec, home, this.options.path);
    const [first, ...rest] = [...leash, ...args];
    return spawn(first ?? '', rest, { stdio: ['pipe', 'pipe', 'pipe'], env, cwd: home, detached: true, ...account });
  }

  private checked(directory: LaunchSpec['directories'][number]): LaunchSpec['directories'][number] {
    if (!isShareable(directory.path, this.privateFolder))
      throw unavailable(`The directory ${directory.path} must not be shared with a server.`);
    if (!existsSync(directory.path))
      throw unavailable(`The directory ${directory.path} does not exist on this machine.`);
    // A link must not lead where the path itself would not be allowed to go.
    if (!isShareable(realpathSync(directory.path), this.privateFolder))
      throw unavailable(`The directory ${directory.path} leads to one that must not be shared.`);
    return directory;
  }

  /** As root every server gets an account of its own, or the owner of the directory it may write to. */
  private accountOf(spec: LaunchSpec): Account | undefined {
    if (!this.isRoot) return undefined;
    const owner = spec.directories
      .filter(({ writable }) => writable)
      .map(({ path }) => statSync(path))
      .find(({ uid }) => uid !== 0);
    if (owner) return { uid: owner.uid, gid: owner.gid };
    const id = FIRST_ACCOUNT + (createHash('sha256').update(spec.serverId).digest().readUInt32BE() % ACCOUNTS);
    return { uid: id, gid: id };
  }

  private homeOf(serverId: string, account: Account | undefined): string {
    const home = resolve(this.options.dataFolder, 'servers', serverId, 'home');
    mkdirSync(home, { recursive: true, mode: 0o700 });
    if (account) chownSync(home, account.uid, account.gid);
    return home;
  }

  private passwdFile(serverId: string, account: Account | undefined): string {
    const file = resolve(this.options.dataFolder, 'servers', serverId, 'passwd');
    const { uid, gid } = account ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
    writeFileSync(file, `server:x:${uid}:${gid}::${inside.home}:/bin/false\n`, { mode: 0o644 });
    return file;
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

class OwnedProcess implements RunningProcess {
  readonly pid: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly exited: Promise<ConnectionEnd>;
  private gone = false;
  private overLimit = false;

  constructor(
    child: Child,
    readonly sandbox: 'bubblewrap' | 'none',
    private readonly memoryBytes: number,
  ) {
    this.pid = child.pid ?? 0;
    this.stdin = child.stdin;
    this.stdout = child.stdout;
    this.stderr = child.stderr;
    const watch = setInterval(() => this.watchMemory(), WATCH_MS).unref();
    this.exited = new Promise((resolve_) => {
      child.once('exit', (exitCode, signal) => {
        this.gone = true;
        clearInterval(watch);
        // Without a sandbox grandchildren may outlive their parent; they share its process group.
        this.kill('SIGKILL');
        const end = { exitCode, signal, reason: this.reasonOf(exitCode, signal) };
        // What the process wrote last is still in the pipe.
        const timer = setTimeout(() => resolve_(end), EXIT_GRACE_MS);
        child.once('close', () => {
          clearTimeout(timer);
          resolve_(end);
        });
      });
    });
  }

  usage(): ReturnType<RunningProcess['usage']> {
    return this.gone ? { memoryBytes: null, cpuMs: null } : usageOf(this.pid);
  }

  async stop(graceMs: number): Promise<void> {
    const polite = setTimeout(() => this.terminate(), graceMs / 2);
    const firm = setTimeout(() => this.kill('SIGKILL'), graceMs);
    this.stdin.end();
    await this.exited;
    clearTimeout(polite);
    clearTimeout(firm);
  }

  /** bubblewrap passes no signals on, so the processes inside are told one by one, the last one first. */
  private terminate(): void {
    if (this.gone) return;
    const [outer = this.pid, ...members] = treeOf(this.pid);
    const told = members.length > 0 ? members.slice(this.sandbox === 'bubblewrap' ? 1 : 0) : [outer];
    for (const pid of told.reverse()) signal(pid, 'SIGTERM');
  }

  private kill(name: 'SIGKILL'): void {
    signal(-this.pid, name);
  }

  private watchMemory(): void {
    const { memoryBytes } = this.usage();
    if (memoryBytes === null || memoryBytes <= this.memoryBytes) return;
    this.overLimit = true;
    this.kill('SIGKILL');
  }

  private reasonOf(exitCode: number | null, name: string | null): string {
    if (this.overLimit) return `it used more than ${Math.round(this.memoryBytes / 1024 ** 2)} MiB of memory`;
    return name === null ? `exit code ${exitCode ?? 'unknown'}` : `signal ${name}`;
  }
}

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    // Already gone, which is what was wanted.
  }
};
