import { parseArgs } from 'node:util';
import { Ledger } from '../measure/ledger.ts';
import { closedLoop, constantRate } from '../measure/load.ts';
import { recordedCalls } from '../measure/recorded.ts';
import { publish } from '../measure/report.ts';
import { inTurns, type Workload } from '../measure/turns.ts';
import { Connections, type Arm } from './arm.ts';
import { archestraArm, directArm, relayArm, startInstallation } from './arms.ts';

const workloads: Workload[] = [
  { name: '350 calls/s', clients: 20, run: (clients, seconds) => constantRate(clients, 350, seconds) },
  { name: '1 caller', clients: 1, run: closedLoop },
  { name: '10 callers', clients: 10, run: closedLoop },
  { name: '50 callers', clients: 50, run: closedLoop },
];

const CALLS_OF_START = 1;

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
    for (const workload of chosen)
      await inTurns(workload, await Promise.all(arms.map((arm) => callersOf(arm, workload.clients))), {
        seconds,
        rounds,
        ledger,
      });
    const recorded = await recordedCalls(
      installation.databaseUrl,
      { table: 'audit.tool_call', before: CALLS_OF_START },
      ledger.calls('archestra') + ledger.warmUps('archestra'),
    );
    publish('tool-call', { seconds, rounds, ledger, recorded });
  } finally {
    for (const arm of arms) await arm.stop();
  }
};

const callersOf = async (arm: Arm, count: number) => {
  const connections = new Connections(arm, Math.max(count, 64));
  const callers = await Promise.all(Array.from({ length: count }, () => connections.open()));
  return { way: arm, callers, close: () => connections.close() };
};
