import type { Home } from '../home/home.ts';
import { residentKilobytes } from '../machine/memory.ts';
import { isAlive } from '../machine/pid.ts';
import { readStatus } from '../supervisor/remote.ts';
import type { ProcessStatus, Status } from '../supervisor/status.ts';

/** Seconds, minutes, hours or days, whichever reads best. */
const duration = (ms: number): string => {
  const steps: readonly [number, string][] = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'min'],
  ];
  const [size, unit] = steps.find(([least]) => ms >= least) ?? [1_000, 's'];
  return `${Math.floor(ms / size)} ${unit}`;
};

const memoryOf = (pids: readonly number[]): Promise<Map<number, number>> =>
  Promise.all(pids.map(async (pid) => [pid, await residentKilobytes(pid)] as const)).then(
    (entries) => new Map(entries),
  );

const columns = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

const row = (entry: ProcessStatus, memory: ReadonlyMap<number, number>): string[] => {
  const { identity, state } = entry;
  const lives = identity !== undefined && isAlive(identity);
  return [
    entry.name,
    lives ? String(identity.pid) : '-',
    String(entry.port),
    lives ? state : state === 'waiting' ? 'waiting to restart' : 'gone',
    lives ? duration(Date.now() - entry.sinceMs) : '-',
    lives ? `${Math.round((memory.get(identity.pid) ?? 0) / 1_024)} MB` : '-',
    entry.restarts === 0 ? '' : `${entry.restarts} (${entry.lastEnd ?? '?'})`,
  ];
};

/** Text of the table of processes. */
const statusTable = async ({ supervisor, phase, processes }: Status): Promise<string> => {
  const pids = [supervisor, ...processes.flatMap(({ identity }) => identity ?? [])].map(({ pid }) => pid);
  const memory = await memoryOf(pids);
  const own: ProcessStatus = {
    name: 'supervisor',
    identity: supervisor,
    port: 0,
    state: 'ready',
    restarts: 0,
    sinceMs: Math.min(...processes.map(({ sinceMs }) => sinceMs), Date.now()),
  };
  const [, , , , ...rest] = row(own, memory);
  const head = ['name', 'pid', 'port', 'state', 'up', 'memory', 'restarts'];
  const first = [
    'supervisor',
    isAlive(supervisor) ? String(supervisor.pid) : '-',
    '',
    isAlive(supervisor) ? phase : 'gone',
    ...rest,
  ];
  return columns([head, first, ...processes.map((entry) => row(entry, memory))]);
};

/** `./start --status`: false when nothing runs. */
export const status = async (home: Home, say: (text: string) => void): Promise<boolean> => {
  const known = readStatus(home);
  say(known ? await statusTable(known) : 'Nothing runs.');
  return known?.phase === 'running' && isAlive(known.supervisor);
};
