import type { Ledger } from './ledger.ts';
import type { Phase } from './phase.ts';

/** One victim, as it is printed and judged. */
export interface Row {
  victim: string;
  answered: number;
  denied: number;
  errors: string;
  broken: number;
  longestSeconds: number;
  recoverySeconds: number;
  lost: number;
  duplicated: number;
}

/** Compares what callers saw in a phase with what is on record. */
export const rowOf = (phase: Phase, ledger: Ledger): Row => {
  const times = phase.callIds.map((id) => ledger.times.get(id) ?? 0);
  return {
    victim: phase.victim,
    answered: phase.answered,
    denied: phase.denied,
    errors: [...phase.errors].map(([code, count]) => `${code} ${count}`).join(', ') || '-',
    broken: phase.broken.length,
    longestSeconds: phase.longestMs / 1_000,
    recoverySeconds: phase.recoverySeconds,
    lost: times.filter((count) => count === 0).length,
    duplicated: times.filter((count) => count > 1).length,
  };
};

const columns: [string, number, (row: Row) => string | number][] = [
  ['victim', 13, ({ victim }) => victim],
  ['answered', 9, ({ answered }) => answered],
  ['denied', 7, ({ denied }) => denied],
  ['broken', 7, ({ broken }) => broken],
  ['longest s', 10, ({ longestSeconds }) => longestSeconds.toFixed(1)],
  ['recovery s', 11, ({ recoverySeconds }) => recoverySeconds.toFixed(1)],
  ['lost', 5, ({ lost }) => lost],
  ['duplicated', 11, ({ duplicated }) => duplicated],
];

/** Past Jest's console, which would cut the table into pieces. */
export const printTable = (rows: readonly Row[], closing: string): void => {
  const line = (cells: (string | number)[], errors: string): string =>
    `${columns.map(([, width], index) => (index === 0 ? String(cells[index]).padEnd(width) : String(cells[index]).padStart(width))).join(' ')}  ${errors}`;
  const lines = [
    line(
      columns.map(([title]) => title),
      'typed errors',
    ),
    ...rows.map((row) =>
      line(
        columns.map(([, , read]) => read(row)),
        row.errors,
      ),
    ),
    closing,
  ];
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
};
