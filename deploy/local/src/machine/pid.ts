import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process that cannot be mistaken for a later one with the same number: `born` is its start time as the system tells it. */
export interface ProcessIdentity {
  pid: number;
  born: string;
}

const bornOnLinux = (pid: number): string | undefined => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command name may hold spaces and parentheses; fields are counted after its last parenthesis.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : fields[19];
};

/** Start time of a living process; undefined when there is none (or only its zombie). */
const bornAt = (pid: number): string | undefined => {
  try {
    if (existsSync('/proc/self/stat')) return bornOnLinux(pid);
    return (
      execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim() || undefined
    );
  } catch {
    return undefined;
  }
};

/** Identity of a process that runs now. */
export const identify = (pid: number): ProcessIdentity | undefined => {
  const born = bornAt(pid);
  return born === undefined ? undefined : { pid, born };
};

/** Is it still the same process that runs under this number? */
export const isAlive = (target: ProcessIdentity): boolean => bornAt(target.pid) === target.born;

/** Sends a signal if the process is still the same one; false when it is gone. */
export const signal = (target: ProcessIdentity, name: NodeJS.Signals): boolean => {
  if (!isAlive(target)) return false;
  try {
    return process.kill(target.pid, name);
  } catch {
    return false;
  }
};

/** Waits until the process is gone; false when it still lives after `deadlineMs`. */
export const isGoneWithin = async (target: ProcessIdentity, deadlineMs: number): Promise<boolean> => {
  const end = Date.now() + deadlineMs;
  while (isAlive(target)) {
    if (Date.now() >= end) return false;
    await sleep(20);
  }
  return true;
};

/** Asks a process to end with `name`, and ends it with SIGKILL after `graceMs`. */
export const end = async (target: ProcessIdentity, name: NodeJS.Signals, graceMs: number): Promise<void> => {
  if (!signal(target, name) || (await isGoneWithin(target, graceMs))) return;
  signal(target, 'SIGKILL');
  await isGoneWithin(target, 5_000);
};

/** Ends what is left of the process group that a process led: children it did not end itself. */
export const killGroup = (leader: number): void => {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nobody is left, which is what was wanted.
  }
};
