import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { WrittenFile } from '@archestra/contracts';
import type { ConnectionEnd } from '../connection/connection.ts';
import { filesWrittenBy } from './files-written.ts';
import { treeOf, usageOf } from './process-tree.ts';
import type { Pipes, RunningServer, Usage } from './runtime.ts';

export type Child = ChildProcess & { stdin: Writable; stdout: Readable; stderr: Readable };

const WATCH_MS = 500;
const EXIT_GRACE_MS = 200;

/** A server that is a child of ours, with everything it starts. */
export class OwnedProcess implements RunningServer {
  readonly endpoint: Pipes;
  readonly pid: number;
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
    this.endpoint = { kind: 'pipes', stdin: child.stdin, stdout: child.stdout };
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

  usage(): Usage {
    return this.gone ? { memoryBytes: null, cpuMs: null } : usageOf(this.pid);
  }

  async stop(graceMs: number): Promise<void> {
    const polite = setTimeout(() => this.terminate(), graceMs / 2);
    const firm = setTimeout(() => this.kill('SIGKILL'), graceMs);
    this.endpoint.stdin.end();
    await this.exited;
    clearTimeout(polite);
    clearTimeout(firm);
  }

  /** Without a sandbox it writes wherever its account may. */
  async filesWritten(): Promise<WrittenFile[] | null> {
    return this.sandbox === 'bubblewrap' ? filesWrittenBy(this.pid) : null;
  }

  /** It cannot live without us: its pipes end here. */
  release(graceMs: number): Promise<void> {
    return this.stop(graceMs);
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

/** Sends a signal; to the whole group when `pid` is negative. */
const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    // Already gone, which is what was wanted.
  }
};
