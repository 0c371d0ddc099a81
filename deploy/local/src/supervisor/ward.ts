import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hold, release } from '../machine/leash.ts';
import { end, identify, killGroup, type ProcessIdentity } from '../machine/pid.ts';
import type { ProcessPlan } from '../plan/plan.ts';
import { StepFailure } from '../progress/failure.ts';
import { lastLines } from '../server/launch.ts';
import { HEALTHY_AFTER_MS, pauseMs } from './backoff.ts';
import type { Board } from './board.ts';
import { openLog } from './log-file.ts';
import { isReady } from './ready.ts';
import type { ProcessStatus } from './status.ts';

const GRACE_MS = 15_000;
const READY_WITHIN_MS = 60_000;
const HOPELESS_CRASHES = 4;

/** One process in the supervisor's care: started, watched, restarted with growing pauses, stopped with its whole group. */
export class Ward {
  readonly plan: ProcessPlan;
  readonly #logFile: string;
  readonly #board: Board;
  #status: ProcessStatus;
  #running: ProcessIdentity | undefined;
  #crashes = 0;
  #isStopping = false;

  constructor(plan: ProcessPlan, logs: string, board: Board) {
    this.plan = plan;
    this.#logFile = join(logs, `${plan.name}.log`);
    this.#board = board;
    this.#status = { name: plan.name, port: plan.port, state: 'starting', restarts: 0, sinceMs: Date.now() };
  }

  start(): void {
    const [program = '', ...args] = this.plan.command;
    const log = openLog(this.#logFile);
    // A group of its own: whatever the process started ends with it.
    const child = spawn(program, args, {
      cwd: this.plan.cwd,
      env: this.plan.env,
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const own = child.pid === undefined ? undefined : identify(child.pid);
    this.#running = own;
    if (own && this.plan.isBackground) setPriority(own.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    if (own) hold(own, { signal: 'SIGTERM', graceMs: GRACE_MS, group: true });
    this.#show({ state: 'starting', identity: own, sinceMs: Date.now() });
    child.once('error', (error) => this.#ended(own, error.message));
    child.once('exit', (code, name) => this.#ended(own, name ?? `exit code ${code ?? 0}`));
    void this.#awaitReady(own);
  }

  /** Waits for the first readiness; throws StepFailure with the end of the log when it does not come. */
  async becomesReady(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (this.#status.state !== 'ready') {
      if (this.#crashes >= HOPELESS_CRASHES) throw this.#failure(`ends by itself (${this.#status.lastEnd})`);
      if (Date.now() > deadline)
        throw this.#failure(`was not ready on port ${this.plan.port} within ${READY_WITHIN_MS / 1_000} s`);
      await sleep(50);
    }
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    const running = this.#running;
    if (running) {
      await end(running, 'SIGTERM', GRACE_MS);
      killGroup(running.pid);
    }
    this.#show({ state: 'stopped', identity: undefined });
  }

  async #awaitReady(own: ProcessIdentity | undefined): Promise<void> {
    while (own && this.#running === own) {
      if (await isReady(this.plan.port)) {
        if (this.#running === own) this.#show({ state: 'ready' });
        return;
      }
      await sleep(100);
    }
  }

  #ended(own: ProcessIdentity | undefined, reason: string): void {
    if (own) {
      killGroup(own.pid);
      release(own);
    }
    this.#running = undefined;
    if (this.#isStopping) return;
    this.#crashes = Date.now() - this.#status.sinceMs > HEALTHY_AFTER_MS ? 1 : this.#crashes + 1;
    this.#show({ state: 'waiting', identity: undefined, lastEnd: reason, restarts: this.#status.restarts + 1 });
    setTimeout(() => this.#isStopping || this.start(), pauseMs(this.#crashes));
  }

  #show(change: { [K in keyof ProcessStatus]?: ProcessStatus[K] | undefined }): void {
    const merged = { ...this.#status, ...change };
    if (merged.identity === undefined) delete merged.identity;
    this.#status = merged as ProcessStatus;
    this.#board.show(this.#status);
  }

  #failure(what: string): StepFailure {
    return new StepFailure(
      `${this.plan.name} ${what}. The end of its log:\n${lastLines(this.#logFile)}`,
      `Read ${this.#logFile}, correct the cause and run ./start again.`,
    );
  }
}
