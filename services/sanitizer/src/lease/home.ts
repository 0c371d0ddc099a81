import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { codeOf } from '../error-code.ts';

/**
 * Names the place where a process runs: its data directory on its machine. A process that finds the lease held from its own
 * place can tell by the process id whether that holder still lives; about any other place it can only wait.
 */
export const homeOf = (dataDir: string): string => {
  const file = join(dataDir, 'home');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, uuid(), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  return `${readFileSync(file, 'utf8').trim()}@${hostname()}`;
};

/** Whether a process of this machine is certainly gone. A number that is now our own was given out again. */
export const isGone = (pid: number): boolean => {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
};
