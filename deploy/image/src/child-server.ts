import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { LineReader, type LineListener } from './line-reader.ts';
import { MAX_FRAME_BYTES, type Message } from './message.ts';

/** How the server ended. */
export interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It was told to end, by whoever runs the container. */
  readonly isAsked: boolean;
  /** The kernel ended it because the container had no memory left. */
  readonly isOutOfMemory: boolean;
}

const MAX_QUEUED_BYTES = 32 * 1024 * 1024;
const SIGNAL_AFTER_MS = 500;
const INSIST_AFTER_MS = 5_000;
const SIGNAL_CODE_BASE = 128;
const NOT_STARTED_CODE = 127;
/** cgroup v2 and v1. */
const OUT_OF_MEMORY_COUNTERS = ['/sys/fs/cgroup/memory.events', '/sys/fs/cgroup/memory/memory.oom_control'];

const hasRunOutOfMemory = (): boolean =>
  OUT_OF_MEMORY_COUNTERS.some((file) => {
    try {
      return /^oom_kill [1-9]/m.test(readFileSync(file, 'utf8'));
    } catch {
      // The other version of cgroups, or none.
      return false;
    }
  });

/** The code a shell would report. */
export const exitCodeOf = ({ exitCode, signal }: Ending): number =>
  exitCode ?? SIGNAL_CODE_BASE + (signal ? constants.signals[signal] : 0);

/** The stdio MCP server. Its stderr is ours. */
export class ChildServer {
  readonly ended: Promise<Ending>;
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private isEnding = false;

  constructor(command: readonly string[], environment: Readonly<Record<string, string>>, listener: LineListener) {
    const [program = '', ...args] = command;
    this.child = spawn(program, args, { env: { ...environment }, stdio: ['pipe', 'pipe', 'inherit'] });
    const reader = new LineReader(MAX_FRAME_BYTES, listener);
    this.child.stdout.on('data', (chunk: Buffer) => reader.push(chunk));
    // The pipe of a dead process reports EPIPE; its exit is what counts.
    this.child.stdin.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => {
        process.stderr.write(`archestra-bridge: ${program} could not be started: ${error.message}\n`);
        resolve({ exitCode: NOT_STARTED_CODE, signal: null, isAsked: false, isOutOfMemory: false });
      });
      // `close` comes when its pipes are empty, too.
      this.child.once('close', (exitCode, signal) =>
        resolve({
          exitCode,
          signal,
          isAsked: this.isEnding,
          isOutOfMemory: !this.isEnding && signal === 'SIGKILL' && hasRunOutOfMemory(),
        }),
      );
    });
  }

  /** `false`: the server does not read what it is sent, nothing was written. */
  write(message: Message): boolean {
    const { stdin } = this.child;
    if (!stdin.writable || stdin.writableLength > MAX_QUEUED_BYTES) return false;
    stdin.write(`${JSON.stringify(message)}\n`);
    return true;
  }

  /** As the stdio transport wants it: end of input, then SIGTERM, then SIGKILL. */
  end(): void {
    if (this.isEnding) return;
    this.isEnding = true;
    this.child.stdin.end();
    setTimeout(() => this.child.kill('SIGTERM'), SIGNAL_AFTER_MS).unref();
    setTimeout(() => this.child.kill('SIGKILL'), INSIST_AFTER_MS).unref();
  }
}
