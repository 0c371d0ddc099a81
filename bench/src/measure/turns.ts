import type { Ledger, Way } from './ledger.ts';
import type { Caller, Stretch } from './load.ts';

export interface Workload {
  name: string;
  clients: number;
  run: (callers: readonly Caller[], seconds: number) => Promise<Stretch>;
}

/** One way with its callers, connected. */
export interface Ready {
  way: Way;
  callers: readonly Caller[];
  close: () => Promise<void>;
}

const WARM_UP_SECONDS = 3;

/** Runs a workload on every way in turns, after a warm-up of each, and adds what was seen to the ledger. */
export const inTurns = async (
  workload: Workload,
  ready: readonly Ready[],
  { seconds, rounds, ledger }: { seconds: number; rounds: number; ledger: Ledger },
): Promise<void> => {
  for (const { way, callers } of ready) ledger.warmUp(way, await workload.run(callers, WARM_UP_SECONDS));
  for (let round = 0; round < rounds; round += 1) {
    for (const { way, callers } of ready) {
      process.stdout.write(`\r${workload.name}: round ${round + 1} of ${rounds}, ${way.name}            `);
      const before = ledger.snapshot(way);
      ledger.add(workload.name, way, before, await workload.run(callers, seconds));
    }
  }
  process.stdout.write('\n');
  for (const { close } of ready) await close();
};
