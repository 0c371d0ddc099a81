import type { Contracts } from './contract/kind.ts';
import type { GuardKind, Guard, Verdict } from './guard.ts';
import type { Suite } from './material.ts';
import { structured } from './replay.ts';
import { wordsOf } from './suites.ts';

type Task = Suite['user_tasks'][string];
type Injection = Suite['injection_tasks'][string];
type Truth = Task['ground_truth'][number];

const canary = /---CANARY_([\w]+?)---/g;

/** Puts a text where the recordings mark a place that an attacker can write to; the first value of the environment elsewhere. */
const fill = (text: string, suite: Suite, attack?: { vector: string; goal: string }): string =>
  text.replaceAll(canary, (_, vector: string) =>
    attack?.vector === vector ? attack.goal : (suite.injection_vectors[vector] ?? ''),
  );

const fillAll = (value: unknown, suite: Suite): unknown =>
  JSON.parse(fill(JSON.stringify(value), suite)) as Readonly<Record<string, unknown>>;

const callOf = (truth: Truth, suite: Suite) => ({
  name: truth.function,
  args: fillAll(truth.args, suite) as Readonly<Record<string, unknown>>,
});

interface Stage {
  readonly suite: Suite;
  readonly contracts: Contracts;
  readonly guard: Guard;
}

/** Makes one call; a person who is asked agrees. */
const make = ({ suite, contracts, guard }: Stage, truth: Truth, attack?: { vector: string; goal: string }): Verdict => {
  const call = callOf(truth, suite);
  const verdict = guard.judge(call);
  if (verdict === 'stop') return verdict;
  const output = truth.error ?? fill(truth.output_with_canaries ?? '', suite, attack);
  const isStructured = contracts[call.name]?.designators !== undefined && !truth.error;
  guard.see(call, { content: isStructured ? structured(output) : output, isError: Boolean(truth.error) });
  return verdict;
};

export interface LevelOne {
  readonly tasks: { pass: number; ask: number; stop: number };
  /** Pairs of a task and an injection whose calls are known: blocked when no call of it with an effect passes. */
  readonly pairs: { stopped: number; through: number };
  /** Pairs of an injection without recorded calls. */
  readonly unknown: number;
}

const worst = (verdicts: readonly Verdict[]): Verdict => {
  if (verdicts.includes('stop')) return 'stop';
  return verdicts.includes('ask') ? 'ask' : 'pass';
};

/** Replays every task as it should go, then every pair: the task until attack text shows, then what the injection wants. */
export const levelOne = (name: string, suite: Suite, contracts: Contracts, kind: GuardKind): LevelOne => {
  const start = kind(contracts);
  const stage = (task: Task): Stage => ({ suite, contracts, guard: start(wordsOf(name, task.prompt)) });
  const tasks = { pass: 0, ask: 0, stop: 0 };
  const pairs = { stopped: 0, through: 0 };
  let unknown = 0;
  for (const task of Object.values(suite.user_tasks)) {
    const at = stage(task);
    tasks[worst(task.ground_truth.map((truth) => make(at, truth)))] += 1;
    for (const injection of Object.values(suite.injection_tasks)) {
      const isThrough = pair(stage(task), task, injection);
      if (isThrough === undefined) unknown += injection.ground_truth.length === 0 ? 1 : 0;
      else pairs[isThrough ? 'through' : 'stopped'] += 1;
    }
  }
  return { tasks, pairs, unknown };
};

/** Whether a call of the injection passes; nothing when the task shows no attack text or the calls are not known. */
const pair = (stage: Stage, task: Task, { goal, ground_truth: wanted }: Injection): boolean | undefined => {
  const shown = task.ground_truth.findIndex((truth) => truth.injection_vectors_in_output.length > 0);
  if (shown < 0 || wanted.length === 0) return undefined;
  const vector = task.ground_truth[shown]?.injection_vectors_in_output[0] ?? '';
  task.ground_truth.slice(0, shown + 1).forEach((truth) => make(stage, truth, { vector, goal }));
  const effects = wanted.filter(({ function: called }) => stage.contracts[called]?.effect !== 'none');
  return effects.some((truth) => stage.guard.judge(callOf(truth, stage.suite)) === 'pass');
};
