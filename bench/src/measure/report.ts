import { mkdirSync, writeFileSync } from 'node:fs';
import { percentiles, type Latency } from './latency.ts';
import type { Account, Ledger } from './ledger.ts';
import { machine } from './machine.ts';
import type { Recorded } from './recorded.ts';

interface Row {
  workload: string;
  arm: string;
  callsPerSecond: number;
  errors: number;
  firstError: string | undefined;
  latencyUs: Latency;
  /** Percentiles minus those of the direct way in the same run. */
  addedUs: Latency | undefined;
  /** Time to the first token, and what it is more than directly; only for streamed answers. */
  firstUs: Latency | undefined;
  addedFirstUs: Latency | undefined;
  cpuMsPerCall: Record<string, number>;
  /** Growth of resident memory per 10,000 calls, all processes of the way. */
  memoryMiBPer10kCalls: number;
}

interface Report {
  date: string;
  machine: ReturnType<typeof machine>;
  seconds: number;
  rounds: number;
  rows: Row[];
  recorded: Recorded;
}

const difference = (one: Latency, other: Latency): Latency => ({
  p50: one.p50 - other.p50,
  p90: one.p90 - other.p90,
  p95: one.p95 - other.p95,
  p99: one.p99 - other.p99,
  max: one.max - other.max,
});

const growth = ({ rssBefore, rssAfter, calls }: Account): number => {
  const bytes = Object.entries(rssAfter)
    .filter(([name]) => name !== 'load generator')
    .reduce((sum, [name, value]) => sum + value - (rssBefore[name] ?? 0), 0);
  return calls === 0 ? 0 : (bytes / 2 ** 20 / calls) * 10_000;
};

const firstOf = (account: Account, direct: Account | undefined): Pick<Row, 'firstUs' | 'addedFirstUs'> => {
  if (account.first.totalCount === 0) return { firstUs: undefined, addedFirstUs: undefined };
  const firstUs = percentiles(account.first);
  const compared = direct && direct !== account;
  return { firstUs, addedFirstUs: compared ? difference(firstUs, percentiles(direct.first)) : undefined };
};

const rowOf = (account: Account, direct: Account | undefined): Row => {
  const latencyUs = percentiles(account.histogram);
  const perCall = Object.entries(account.cpuMs).map(([name, value]): [string, number] => [
    name,
    value / Math.max(1, account.calls),
  ]);
  return {
    workload: account.workload,
    arm: account.arm,
    callsPerSecond: account.calls / account.seconds,
    errors: account.errors.length,
    firstError: account.errors[0],
    latencyUs,
    addedUs: direct && direct !== account ? difference(latencyUs, percentiles(direct.histogram)) : undefined,
    ...firstOf(account, direct),
    cpuMsPerCall: Object.fromEntries(perCall.filter(([, value]) => value >= 0.001)),
    memoryMiBPer10kCalls: growth(account),
  };
};

const rowsOf = (ledger: Ledger): Row[] =>
  [...ledger.accounts.values()].map((account) => rowOf(account, ledger.accounts.get(`${account.workload} direct`)));

const ms = (us: number): string => (us / 1_000).toFixed(2).padStart(8);

const three = (latency: Latency | undefined): string[] =>
  latency ? [latency.p50, latency.p95, latency.p99].map(ms) : ['', '', ''].map((empty) => empty.padStart(8));

const line = ({
  workload,
  arm,
  callsPerSecond,
  errors,
  latencyUs,
  addedUs,
  memoryMiBPer10kCalls,
  ...row
}: Row): string =>
  [
    workload.padEnd(20),
    arm.padEnd(10),
    callsPerSecond.toFixed(0).padStart(8),
    ...three(latencyUs),
    ...three(addedUs),
    ...(row.firstUs
      ? [ms(row.firstUs.p50), row.addedFirstUs ? ms(row.addedFirstUs.p50) : ''.padStart(8)]
      : ['', ''].map((empty) => empty.padStart(8))),
    memoryMiBPer10kCalls.toFixed(1).padStart(8),
    String(errors).padStart(7),
  ].join(' ');

/** The table, CPU by process, and whether the record is complete. */
const printReport = ({ machine: where, seconds, rounds, rows, recorded }: Report): void => {
  console.log(
    `\n${where.cpu}, ${where.cores} cores, ${where.memoryGiB} GiB, ${where.system}, Node ${where.node}; ${rounds} rounds of ${seconds} s each way, in turns`,
  );
  console.log(
    '\nworkload             way         calls/s   p50 ms   p95 ms   p99 ms     +p50     +p95     +p99    first   +first  MiB/10k  errors',
  );
  for (const row of rows) console.log(line(row));
  console.log('\nCPU ms per call');
  for (const { workload, arm, cpuMsPerCall } of rows) {
    const parts = Object.entries(cpuMsPerCall)
      .sort(([, one], [, other]) => other - one)
      .map(([name, value]) => `${name} ${value.toFixed(3)}`);
    console.log(`${workload.padEnd(20)} ${arm.padEnd(10)} ${parts.join('  ')}`);
  }
  for (const { workload, arm, firstError } of rows)
    if (firstError) console.log(`first error of ${workload}, ${arm}: ${firstError}`);
  console.log(
    `\nRecord: ${recorded.recorded} of ${recorded.answered} answered calls are on record, ${recorded.lost} lost.`,
  );
};

/** Prints the report and writes it to `bench/results/<name>.json`. A run that lost a call of the record or had errors fails. */
export const publish = (
  name: string,
  { ledger, ...run }: Pick<Report, 'seconds' | 'rounds' | 'recorded'> & { ledger: Ledger },
): void => {
  const report: Report = { date: new Date().toISOString(), machine: machine(), ...run, rows: rowsOf(ledger) };
  printReport(report);
  const folder = new URL('../../results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(report, null, 2)}\n`);
  if (report.recorded.lost !== 0 || report.rows.some(({ errors }) => errors > 0)) process.exitCode = 1;
};
