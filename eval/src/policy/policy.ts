import { cpus, totalmem } from 'node:os';
import { propose } from '@archestra/policy';
import type { AttackOutcome } from './attack.ts';
import type { Contracts } from './contract/kind.ts';
import { engine, naiveProvenance, trifectaFlag, type GuardKind } from './guard.ts';
import { injected, proposed, unreviewed } from './injected.ts';
import { levelOne } from './level-one.ts';
import { emptyTally, levelTwo, type Tally } from './level-two.ts';
import { agentDojo, injecAgent, type AgentDojo, type Run } from './material.ts';
import { reviewed, withoutDesignators, withStrangers } from './suites.ts';
import { share, table } from './table.ts';

const kinds: Readonly<Record<string, GuardKind>> = {
  'this engine': engine,
  'trifecta flag': trifectaFlag,
  'naive provenance': naiveProvenance,
};

/** Published by others, on all four suites of AgentDojo where it says nothing else. */
const published: readonly (readonly string[])[] = [
  ['trifecta flag', '100 %', '41 %'],
  ['naive destination provenance', '92 %', '62 %'],
  ['CaMeL, policies alone, on its own runs', '-', '66 %'],
  ['Progent (0 % attack success at 80 % utility)', '100 %', '-'],
];

const effectOutcomes: readonly AttackOutcome[] = ['unseen', 'stopped', 'asked', 'through'];
const sum = (counts: Record<AttackOutcome, number>, names: readonly AttackOutcome[]): number =>
  names.reduce((total, name) => total + counts[name], 0);

const blocked = (counts: Record<AttackOutcome, number>): number => sum(counts, ['unseen', 'stopped', 'asked']);

const row = (name: string, { benign, attacks, tried }: Tally): readonly (string | number)[] => {
  const effects = sum(attacks, effectOutcomes);
  const runs = benign.untouched + benign.asked + benign.stopped;
  return [
    name,
    effects,
    share(blocked(attacks), effects),
    attacks.asked,
    attacks.through,
    attacks['text-only'],
    attacks.unclear,
    share(blocked(tried), sum(tried, effectOutcomes)),
    runs,
    share(benign.untouched, runs),
    benign.asked,
    benign.stopped,
  ];
};

const head = [
  '',
  'attacks',
  'blocked',
  'asked',
  'through',
  'text only',
  'unclear',
  'tried, blocked',
  'benign',
  'untouched',
  'asked',
  'stopped',
];

const ALL = 'both suites';

/** Every other pipeline by name, so that relatives of one model lie in both halves as little as can be told from names. */
const halves = ({ runs }: AgentDojo): ((run: Run) => string) => {
  const names = [...new Set(runs.map(({ model }) => model))].sort();
  const second = new Set(names.filter((_, index) => index % 2 === 1));
  return ({ model }) => (second.has(model) ? 'pipelines half B' : 'pipelines half A');
};

const classified = (dojo: AgentDojo): Readonly<Record<string, Contracts>> =>
  Object.fromEntries(
    Object.entries(dojo.suites).map(([name, { tools }]) => [
      name,
      Object.fromEntries(tools.map((tool) => [tool.name, { ...propose(tool).contract, approval: 'when-blocked' }])),
    ]),
  );

const one = (dojo: AgentDojo, name: string, contracts: Readonly<Record<string, Contracts>>) =>
  row(name, levelTwo({ dojo, contracts, kind: engine, groupsOf: () => [ALL] }).get(ALL) ?? emptyTally());

const printLevelOne = (dojo: AgentDojo): void => {
  console.log('\nLevel 1: recorded ground truth, and every pair of a task and an injection\n');
  const lines = Object.entries(kinds).flatMap(([kindName, kind]) =>
    Object.entries(dojo.suites).flatMap(([name, suite]) => {
      const contracts = reviewed[name];
      if (!contracts) return [];
      const { tasks, pairs, unknown } = levelOne(name, suite, contracts, kind);
      return [
        [`${kindName}, ${name}`, tasks.pass, tasks.ask, tasks.stop, pairs.stopped, pairs.through, unknown] as const,
      ];
    }),
  );
  console.log(table(['', 'tasks pass', 'asked', 'stopped', 'pairs blocked', 'through', 'calls not recorded'], lines));
};

const printTouched = (tally: Tally | undefined): void => {
  const touched = [...(tally?.touched ?? [])].sort(([, a], [, b]) => b - a);
  console.log('\nBenign runs by the first call that did not pass\n');
  console.log(table(['', 'runs'], touched));
};

const printLevelTwo = (dojo: AgentDojo): void => {
  const halfOf = halves(dojo);
  const groupsOf = (run: Run): readonly string[] => [ALL, run.suite, halfOf(run)];
  const replayed = Object.entries(kinds).map(
    ([name, kind]) => [name, levelTwo({ dojo, contracts: reviewed, kind, groupsOf })] as const,
  );
  const rows = (groups: readonly string[]) =>
    groups.flatMap((group) =>
      replayed.map(([name, tallies]) => row(`${name}, ${group}`, tallies.get(group) ?? emptyTally())),
    );
  console.log(
    `\nLevel 2: ${dojo.runs.length} recorded runs; a person who is asked agrees to all but the attack's own calls\n`,
  );
  console.log(table(head, rows([ALL, ...Object.keys(reviewed)])));
  console.log('\nThe same by model pipeline, every other one in half B\n');
  console.log(table(head, rows(['pipelines half A', 'pipelines half B'])));
  console.log('\nThis engine with other contracts\n');
  console.log(
    table(head, [
      one(dojo, 'members of the workspace not trusted', withStrangers),
      one(dojo, 'nothing named by untrusted results', withoutDesignators),
      one(dojo, "the classifier's proposals, unreviewed", classified(dojo)),
    ]),
  );
  printTouched(replayed[0]?.[1].get(ALL));
};

const printInjected = (data: string): void => {
  const material = injecAgent(data);
  if (!material) {
    console.log(`\nskipped InjecAgent: ${data}/injecagent is not there`);
    return;
  }
  console.log('\nInjecAgent, direct harm: the harmful call after the injected response\n');
  const sets = {
    'no contract (what is in force)': unreviewed(material),
    "the classifier's proposals": proposed(material),
  };
  const lines = Object.entries(sets).flatMap(([name, contracts]) =>
    Object.entries(material.cases).map(([set, cases]) => {
      const { cases: count, reads, stopped } = injected(material, cases, contracts);
      return [`${name}, ${set}`, count, share(stopped, count), share(reads, count)] as const;
    }),
  );
  console.log(table(['', 'cases', 'blocked', 'the person’s read passes'], lines));
};

/** Levels 1 and 2 of the evaluation on AgentDojo, and InjecAgent, beside what others publish. */
export const policy = (data: string): void => {
  const dojo = agentDojo(data);
  if (dojo) {
    printLevelOne(dojo);
    printLevelTwo(dojo);
    console.log('\nPublished by others\n');
    console.log(table(['', 'blocked', 'untouched'], published));
  } else console.log(`skipped AgentDojo: ${data}/agentdojo is not there`);
  printInjected(data);
  const [cpu] = cpus();
  console.log(
    `\n${cpu?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
  );
};
