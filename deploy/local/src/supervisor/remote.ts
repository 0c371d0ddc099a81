import { spawn } from 'node:child_process';
import { closeSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Home } from '../home/home.ts';
import { readJson, writeJson } from '../home/json-file.ts';
import { end, isAlive, isGoneWithin, signal } from '../machine/pid.ts';
import type { Plan } from '../plan/plan.ts';
import { StepFailure } from '../progress/failure.ts';
import { lastLines } from '../server/launch.ts';
import { openLog } from './log-file.ts';
import { Status } from './status.ts';

const STOP_WITHIN_MS = 60_000;
const FIRST_SIGN_WITHIN_MS = 15_000;

/** What the supervisor last told; undefined when none was started or the last one ended in order. */
export const readStatus = (home: Home): Status | undefined => readJson(home.statusFile, Status);

/** The status of a supervisor that lives. */
export const liveStatus = (home: Home): Status | undefined => {
  const status = readStatus(home);
  return status && isAlive(status.supervisor) ? status : undefined;
};

const firstSign = async (home: Home, logFile: string): Promise<Status> => {
  const deadline = Date.now() + FIRST_SIGN_WITHIN_MS;
  while (Date.now() < deadline) {
    const status = readStatus(home);
    if (status) return status;
    await sleep(50);
  }
  throw new StepFailure(
    `The supervisor gave no sign of life. The end of its log:\n${lastLines(logFile)}`,
    `Read ${logFile} and run ./start again.`,
  );
};

/** Starts the supervisor, detached from this terminal; returns when it has written its first status. */
export const startSupervisor = async (home: Home, plan: Plan): Promise<Status> => {
  writeJson(home.planFile, plan);
  rmSync(home.statusFile, { force: true });
  const logFile = join(home.logs, 'supervisor.log');
  const log = openLog(logFile);
  const script = fileURLToPath(new URL('./supervisor.main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@archestra/source', script, home.planFile], {
    cwd: home.repository,
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.unref();
  closeSync(log);
  return firstSign(home, logFile);
};

const sweep = async ({ processes }: Status): Promise<void> => {
  await Promise.all(processes.map(async ({ identity }) => identity && end(identity, 'SIGTERM', 5_000)));
};

/** Stops the supervisor and with it everything it runs; true when there was something to stop. */
export const stopSupervisor = async (home: Home): Promise<boolean> => {
  const status = readStatus(home);
  if (!status) return false;
  const wasAlive = signal(status.supervisor, 'SIGTERM');
  if (wasAlive && !(await isGoneWithin(status.supervisor, STOP_WITHIN_MS))) {
    signal(status.supervisor, 'SIGKILL');
    await isGoneWithin(status.supervisor, 5_000);
  }
  // Normally nothing is left; after a SIGKILL of supervisor and clean-up process both, this is what ends the rest.
  const last = readStatus(home) ?? status;
  const hadLeftovers = last.processes.some(({ identity }) => identity && isAlive(identity));
  await sweep(last);
  rmSync(home.statusFile, { force: true });
  return wasAlive || hadLeftovers;
};
