import { readdirSync, readFileSync } from 'node:fs';

const TICK_MS = 10;
const PAGE_BYTES = 4_096;

/** CPU time in milliseconds and resident memory in bytes of one process. */
export interface Usage {
  cpuMs: number;
  rssBytes: number;
}

interface Stat extends Usage {
  parent: number;
}

// The second field is the program's name in parentheses and may hold anything; the numbers begin behind it.
const statOf = (pid: number): Stat | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const cpuMs = (Number(fields[11]) + Number(fields[12])) * TICK_MS;
    return { parent: Number(fields[1]), cpuMs, rssBytes: Number(fields[21]) * PAGE_BYTES };
  } catch {
    return undefined;
  }
};

/** Usage of a process and everything it started, by `/proc` (Linux). A process that ended counts nothing. */
export const usageOfTree = (root: number): Usage => {
  const stats = new Map<number, Stat>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : undefined;
    if (stat) stats.set(Number(name), stat);
  }
  const within = (pid: number): boolean => pid === root || (pid > 1 && within(stats.get(pid)?.parent ?? 0));
  const own = [...stats].filter(([pid]) => within(pid)).map(([, stat]) => stat);
  return {
    cpuMs: own.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    rssBytes: own.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
  };
};

/** Usage of one process alone. */
export const usageOf = (pid: number): Usage => statOf(pid) ?? { cpuMs: 0, rssBytes: 0 };
