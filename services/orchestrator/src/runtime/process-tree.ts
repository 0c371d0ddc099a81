import { readFileSync } from 'node:fs';

const MAX_PROCESSES = 4_096;
const PAGE_BYTES = 4_096;
const TICK_MS = 10;

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process ended between two reads, or this is not Linux.
    return undefined;
  }
};

const childrenOf = (pid: number): number[] =>
  (read(`/proc/${pid}/task/${pid}/children`) ?? '').split(' ').filter(Boolean).map(Number);

/** The process and everything below it, parents first. */
export const treeOf = (pid: number): number[] => {
  const found = [pid];
  for (let index = 0; index < found.length && found.length < MAX_PROCESSES; index += 1)
    found.push(...childrenOf(found[index] ?? 0));
  return found;
};

/** Resident memory and CPU time of a process tree; `null` where `/proc` does not tell. */
export const usageOf = (pid: number): { memoryBytes: number | null; cpuMs: number | null } => {
  let pages = 0;
  let ticks = 0;
  let isKnown = false;
  for (const member of treeOf(pid)) {
    const stat = read(`/proc/${member}/stat`);
    if (stat === undefined) continue;
    isKnown = true;
    // Fields are counted behind the name, which may contain anything (proc(5): 14 utime, 15 stime, 24 rss).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    ticks += Number(fields[11]) + Number(fields[12]);
    pages += Number(fields[21]);
  }
  return isKnown ? { memoryBytes: pages * PAGE_BYTES, cpuMs: ticks * TICK_MS } : { memoryBytes: null, cpuMs: null };
};
