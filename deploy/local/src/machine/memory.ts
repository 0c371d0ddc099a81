import { existsSync, readFileSync } from 'node:fs';
import { run } from './command.ts';

const onLinux = (pid: number): number => {
  try {
    return Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
};

/** Resident memory of a process in KiB; 0 when it is gone. A small Linux has no `ps`, a Mac no /proc. */
export const residentKilobytes = async (pid: number): Promise<number> => {
  if (existsSync('/proc/self/status')) return onLinux(pid);
  return Number((await run('ps', ['-o', 'rss=', '-p', String(pid)])).stdout.trim());
};
