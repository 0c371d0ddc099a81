import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnAs, type Account } from '../machine/account.ts';
import { hold, release } from '../machine/leash.ts';
import { end, identify, type ProcessIdentity } from '../machine/pid.ts';
import { StepFailure } from '../progress/failure.ts';
import type { ServerHandle } from './server.ts';

/** What is needed to run one server and to know that it answers. */
export interface LaunchSpec {
  name: string;
  port: number;
  program: string;
  args: readonly string[];
  folder: string;
  logFile: string;
  account: Account | undefined;
  stopSignal: NodeJS.Signals;
  isReady: () => Promise<boolean>;
  dispose: () => void;
}

const STOP_GRACE_MS = 10_000;
const READY_WITHIN_MS = 30_000;

/** The last lines of a log file. */
export const lastLines = (file: string, count = 12): string =>
  existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n') : '';

class Server implements ServerHandle {
  readonly name: string;
  readonly port: number;
  readonly #spec: LaunchSpec;
  readonly #listeners: ((reason: string) => void)[] = [];
  #running: ProcessIdentity | undefined;
  #pid = 0;
  #expected = false;

  constructor(spec: LaunchSpec) {
    this.name = spec.name;
    this.port = spec.port;
    this.#spec = spec;
  }

  get pid(): number {
    return this.#pid;
  }

  onCrash(listener: (reason: string) => void): void {
    this.#listeners.push(listener);
  }

  async start(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    // After a SIGKILL the remains of the old process may hold port or memory for a moment: a first refusal is not final.
    while (!(await this.#attempt(deadline))) {
      if (Date.now() >= deadline) throw this.#failure();
      await sleep(250);
    }
  }

  async stop(): Promise<void> {
    await this.#end(this.#spec.stopSignal);
    this.#spec.dispose();
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async restart(): Promise<void> {
    await this.#end(this.#spec.stopSignal);
    await this.start();
  }

  async #attempt(deadline: number): Promise<boolean> {
    const child = this.#spawn();
    while (Date.now() < deadline && this.#running) {
      if (await this.#spec.isReady()) {
        this.#watch(child);
        return true;
      }
      await sleep(25);
    }
    await this.#end('SIGKILL');
    return false;
  }

  #spawn(): ChildProcess {
    const { program, args, folder, logFile, account } = this.#spec;
    const log = openSync(logFile, 'a', 0o600);
    const child = spawn(program, args, {
      ...spawnAs(account),
      cwd: folder,
      stdio: ['ignore', log, log],
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    });
    closeSync(log);
    child.unref();
    this.#expected = false;
    this.#running = child.pid === undefined ? undefined : identify(child.pid);
    this.#pid = child.pid ?? 0;
    if (this.#running) hold(this.#running, { signal: this.#spec.stopSignal, graceMs: STOP_GRACE_MS });
    const own = this.#running;
    child.once('error', () => this.#gone(own));
    child.once('exit', () => this.#gone(own));
    return child;
  }

  #gone(own: ProcessIdentity | undefined): void {
    if (own) release(own);
    if (this.#running === own) this.#running = undefined;
  }

  #watch(child: ChildProcess): void {
    child.once('exit', (code, name) => {
      if (this.#expected) return;
      for (const listener of this.#listeners) listener(name ?? `exit code ${code ?? 0}`);
    });
    if (child.exitCode !== null || child.signalCode !== null) child.emit('exit', child.exitCode, child.signalCode);
  }

  async #end(name: NodeJS.Signals): Promise<void> {
    this.#expected = true;
    if (this.#running) await end(this.#running, name, STOP_GRACE_MS);
  }

  #failure(): StepFailure {
    const { name, program, port, logFile } = this.#spec;
    return new StepFailure(
      `${name} (${program}) did not answer on port ${port} within ${READY_WITHIN_MS / 1_000} s. Its last words:\n${lastLines(logFile)}`,
      `Read ${logFile}, remove what is in its way and run ./start again.`,
    );
  }
}

/** Starts a server and returns when it answers; throws StepFailure with the end of its log when it does not. */
export const launch = async (spec: LaunchSpec): Promise<Server> => {
  const server = new Server(spec);
  await server.start();
  return server;
};
