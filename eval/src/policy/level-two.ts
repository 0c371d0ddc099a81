import { attackEffect, outcomeOf, type AttackOutcome } from './attack.ts';
import type { Contracts } from './contract/kind.ts';
import type { Guard, GuardKind } from './guard.ts';
import type { AgentDojo, Run } from './material.ts';
import { replay, type Step } from './replay.ts';
import { wordsOf } from './suites.ts';

/** What became of the runs of one group. */
export interface Tally {
  benign: { untouched: number; asked: number; stopped: number };
  /** Successful attacks. */
  attacks: Record<AttackOutcome, number>;
  /** Attacks that were tried with a tool, successful or not. */
  tried: Record<AttackOutcome, number>;
  /** First calls of benign runs that did not pass. */
  touched: Map<string, number>;
}

const outcomes = (): Record<AttackOutcome, number> => ({
  'text-only': 0,
  unclear: 0,
  unseen: 0,
  stopped: 0,
  asked: 0,
  through: 0,
});

export const emptyTally = (): Tally => ({
  benign: { untouched: 0, asked: 0, stopped: 0 },
  attacks: outcomes(),
  tried: outcomes(),
  touched: new Map(),
});

const countBenign = (tally: Tally, steps: readonly Step[]): void => {
  const touched = steps.find(({ verdict }) => verdict !== 'pass');
  if (!touched) {
    tally.benign.untouched += 1;
    return;
  }
  const isStopped = steps.some(({ verdict }) => verdict === 'stop');
  tally.benign[isStopped ? 'stopped' : 'asked'] += 1;
  tally.touched.set(touched.call.f, (tally.touched.get(touched.call.f) ?? 0) + 1);
};

export interface LevelTwo {
  readonly dojo: AgentDojo;
  readonly contracts: Readonly<Record<string, Contracts>>;
  readonly kind: GuardKind;
  /** The groups a run is counted in. */
  readonly groupsOf: (run: Run) => readonly string[];
}

/**
 * Replays recorded runs. In a run with an attack a person who is asked agrees to everything that is not the attack's own work: what
 * stops it must be the question about the attack itself.
 */
export const levelTwo = ({ dojo, contracts, kind, groupsOf }: LevelTwo): ReadonlyMap<string, Tally> => {
  const tallies = new Map<string, Tally>();
  const guards = new Map(Object.entries(contracts).map(([suite, each]) => [suite, kind(each)]));
  for (const run of dojo.runs) {
    const start = guards.get(run.suite);
    if (!start) continue;
    const counted = groupsOf(run).map((group) => {
      const tally = tallies.get(group) ?? emptyTally();
      tallies.set(group, tally);
      return tally;
    });
    const guard = start(wordsOf(run.suite, dojo.prompt(run)));
    count(counted, run, { dojo, contracts: contracts[run.suite] ?? {}, guard });
  }
  return tallies;
};

interface Setting {
  readonly dojo: AgentDojo;
  readonly contracts: Contracts;
  readonly guard: Guard;
}

const count = (tallies: readonly Tally[], run: Run, { dojo, contracts, guard }: Setting): void => {
  const setting = { contracts, text: dojo.text };
  if (run.attack === 'none') {
    if (!run.utility) return;
    const steps = replay(guard, run, { ...setting, agrees: () => true });
    tallies.forEach((tally) => countBenign(tally, steps));
    return;
  }
  const suite = dojo.suites[run.suite];
  if (!suite) return;
  const effect = attackEffect(suite, contracts, run.it ?? '');
  const outcome = outcomeOf(replay(guard, run, { ...setting, agrees: (call) => !effect.isMeant(call) }), effect);
  for (const tally of tallies) {
    tally.tried[outcome] += 1;
    if (run.security) tally.attacks[outcome] += 1;
  }
};
