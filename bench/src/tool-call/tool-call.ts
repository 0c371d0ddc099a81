import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { machine } from '../measure/machine.ts';
import { Connections, type Arm } from './arm.ts';
import { archestraArm, directArm, relayArm, startInstallation } from './arms.ts';
import { closedLoop, constantRate, type Stretch } from './load.ts';
import { Ledger } from './ledger.ts';
import { recordedCalls } from './recorded.ts';
import { printReport, rowsOf } from './report.ts';

interface Workload {
  name: string;
  clients: number;
  run: (clients: Parameters<typeof closedLoop>[0], seconds: number) => Promise<Stretch>;
}

const workloads: Workload[] = [
  { name: '350 calls/s', clients: 20, run: (clients, seconds) => constantRate(clients, 350, seconds) },
  { name: '1 caller', clients: 1, run: closedLoop },
  { name: '10 callers', clients: 10, run: closedLoop },
  { name: '50 callers', clients: 50, run: closedLoop },
];

const WARM_UP_SECONDS = 3;

/** `npm run bench -- tool-call`: the same echo call directly, through the platform and through a bare relay, in turns. */
export const toolCall = async (words: string[]): Promise<void> => {
  const { values } = parseArgs({
    args: words,
    options: {
      seconds: { type: 'string', default: '10' },
      rounds: { type: 'string', default: '3' },
      only: { type: 'string' },
    },
  });
  const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
  console.log('Starting the platform, the server and the relay …');
  const installation = await startInstallation({ LOG_LEVEL: 'warn' });
  const arms: Arm[] = [archestraArm(installation)];
  try {
    arms.push(await directArm(), await relayArm());
    const chosen = workloads.filter(({ name }) => values.only === undefined || name.startsWith(values.only));
    const ledger = new Ledger();
    for (const workload of chosen) await measure(workload, arms, { seconds, rounds, ledger });
    const recorded = await recordedCalls(
      installation.databaseUrl,
      ledger.calls('archestra') + ledger.warmUps('archestra'),
    );
    const report = {
      date: new Date().toISOString(),
      machine: machine(),
      seconds,
      rounds,
      rows: rowsOf(ledger),
      recorded,
    };
    printReport(report);
    const folder = new URL('../../results/', import.meta.url);
    mkdirSync(folder, { recursive: true });
    writeFileSync(new URL('tool-call.json', folder), `${JSON.stringify(report, null, 2)}\n`);
    if (recorded.lost !== 0 || report.rows.some(({ errors }) => errors > 0)) process.exitCode = 1;
  } finally {
    for (const arm of arms) await arm.stop();
  }
};

const measure = async (
  workload: Workload,
  arms: Arm[],
  plan: { seconds: number; rounds: number; ledger: Ledger },
): Promise<void> => {
  const { seconds, rounds, ledger } = plan;
  const ready = await Promise.all(
    arms.map(async (arm) => {
      const connections = new Connections(arm, Math.max(workload.clients, 64));
      return {
        arm,
        connections,
        clients: await Promise.all(Array.from({ length: workload.clients }, () => connections.open())),
      };
    }),
  );
  for (const { arm, clients } of ready) ledger.warmUp(arm, await workload.run(clients, WARM_UP_SECONDS));
  for (let round = 0; round < rounds; round += 1) {
    for (const { arm, clients } of ready) {
      process.stdout.write(`\r${workload.name}: round ${round + 1} of ${rounds}, ${arm.name}            `);
      const before = ledger.snapshot(arm);
      ledger.add(workload.name, arm, before, await workload.run(clients, seconds));
    }
  }
  process.stdout.write('\n');
  for (const { connections } of ready) await connections.close();
};
