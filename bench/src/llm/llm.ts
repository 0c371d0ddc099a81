import { parseArgs } from 'node:util';
import { startInstallation } from '@archestra/local';
import { Ledger } from '../measure/ledger.ts';
import { closedLoop } from '../measure/load.ts';
import { recordedCalls } from '../measure/recorded.ts';
import { publish } from '../measure/report.ts';
import { inTurns, type Ready } from '../measure/turns.ts';
import { Callers, type ModelWay } from './caller.ts';
import { archestraWay } from './platform.way.ts';
import { directWay, portkeyWay } from './ways.ts';

type Kind = 'plain' | 'streamed';

const workloads = ([1, 10, 50] as const).flatMap((clients) =>
  (['plain', 'streamed'] as const).map((kind) => ({
    name: `${clients} ${clients === 1 ? 'caller' : 'callers'}, ${kind}`,
    clients,
    kind,
    run: closedLoop,
  })),
);

const readyOf = (way: ModelWay, clients: number, kind: Kind): Ready => {
  const callers = new Callers(way, clients);
  return {
    way,
    callers: Array.from({ length: clients }, () => callers[kind]()),
    close: () => callers.close(),
  };
};

/** `npm run bench -- llm`: the same question to the same model directly, through the platform and through Portkey, in turns. */
export const llm = async (words: string[]): Promise<void> => {
  const { values } = parseArgs({
    args: words,
    options: {
      seconds: { type: 'string', default: '6' },
      rounds: { type: 'string', default: '3' },
      only: { type: 'string' },
    },
  });
  const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
  console.log('Starting the platform, the provider and the other gateway …');
  const installation = await startInstallation({ LOG_LEVEL: 'warn', PROVIDER_PRIVATE_HOSTS: '127.0.0.1' });
  const ways: ModelWay[] = [];
  const ledger = new Ledger();
  try {
    const direct = await directWay();
    ways.push(direct);
    ways.push(await archestraWay(installation, direct), await portkeyWay(direct));
    const counted = { table: 'audit.llm_call', before: 0 } as const;
    // `./start` asked the model itself, once; the record of that may be on its way.
    const before = await recordedCalls(installation.databaseUrl, counted, 1);
    for (const workload of workloads.filter(({ name }) => values.only === undefined || name.startsWith(values.only)))
      await inTurns(
        workload,
        ways.map((way) => readyOf(way, workload.clients, workload.kind)),
        { seconds, rounds, ledger },
      );
    const recorded = await recordedCalls(
      installation.databaseUrl,
      { ...counted, before: before.recorded },
      ledger.calls('archestra') + ledger.warmUps('archestra'),
    );
    publish('llm', { seconds, rounds, ledger, recorded });
  } finally {
    for (const way of ways.toReversed()) await way.stop();
    if (!ways.some(({ name }) => name === 'archestra')) await installation.stop();
  }
};
