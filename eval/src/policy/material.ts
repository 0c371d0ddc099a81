import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

const Arguments = z.record(z.string(), z.unknown());

const GroundTruth = z.object({
  function: z.string(),
  args: Arguments,
  output_with_canaries: z.string().nullish(),
  error: z.string().nullish(),
  injection_vectors_in_output: z.array(z.string()).default([]),
});

const Suite = z.object({
  tools: z.array(z.looseObject({ name: z.string(), description: z.string(), inputSchema: z.looseObject({}) })),
  injection_vectors: z.record(z.string(), z.string()),
  user_tasks: z.record(z.string(), z.object({ prompt: z.string(), ground_truth: z.array(GroundTruth) })),
  injection_tasks: z.record(z.string(), z.object({ goal: z.string(), ground_truth: z.array(GroundTruth) })),
});
export type Suite = z.output<typeof Suite>;

/** One recorded call: function, arguments, output (a key into the texts), whether attack text stands in the output, the error. */
const RecordedCall = z.object({
  f: z.string(),
  a: Arguments,
  o: z.string().nullish(),
  inj: z.number().optional(),
  err: z.string().optional(),
});
export type RecordedCall = z.output<typeof RecordedCall>;

const Run = z.object({
  model: z.string(),
  suite: z.string(),
  ut: z.string(),
  attack: z.string(),
  it: z.string().nullish(),
  /** Not recorded everywhere; then the task says it. */
  prompt: z.string().nullable(),
  utility: z.boolean(),
  /** Of a run with an attack: the attack succeeded. */
  security: z.boolean(),
  calls: z.array(RecordedCall),
});
export type Run = z.output<typeof Run>;

export interface AgentDojo {
  readonly suites: Readonly<Record<string, Suite>>;
  readonly runs: readonly Run[];
  /** A text by its key; empty for a key that is not there. */
  readonly text: (key: string | null | undefined) => string;
  /** The person's words at the beginning of a run. */
  readonly prompt: (run: Run) => string;
}

const unzip = (file: string): string => gunzipSync(readFileSync(file)).toString('utf8');

/** The recorded agent runs and the tasks behind them; nothing when they are not there. */
export const agentDojo = (data: string): AgentDojo | undefined => {
  const folder = join(data, 'agentdojo');
  if (!existsSync(join(folder, 'runs.jsonl.gz'))) return undefined;
  const tasks = z
    .object({ suites: z.record(z.string(), Suite) })
    .parse(JSON.parse(readFileSync(join(folder, 'tasks.json'), 'utf8')));
  const texts = new Map(
    Object.entries(z.record(z.string(), z.string()).parse(JSON.parse(unzip(join(folder, 'texts.json.gz'))))),
  );
  const runs = unzip(join(folder, 'runs.jsonl.gz'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Run.parse(JSON.parse(line)));
  const text = (key: string | null | undefined): string => (key ? (texts.get(key) ?? '') : '');
  const taskPrompt = ({ suite, ut }: Run): string => tasks.suites[suite]?.user_tasks[ut]?.prompt ?? '';
  return { suites: tasks.suites, runs, text, prompt: (run) => text(run.prompt) || taskPrompt(run) };
};

const Case = z.object({
  'Attacker Tools': z.array(z.string()),
  'Attacker Instruction': z.string(),
  'User Tool': z.string(),
  'User Instruction': z.string(),
  'Tool Parameters': z.string(),
  'Tool Response': z.string(),
});
export type InjectedCase = z.output<typeof Case>;

const Toolkit = z.object({
  toolkit: z.string(),
  tools: z.array(
    z.object({
      name: z.string(),
      summary: z.string(),
      parameters: z.array(z.object({ name: z.string(), type: z.string(), description: z.string().default('') })),
    }),
  ),
});
export type Toolkit = z.output<typeof Toolkit>;

export interface InjecAgent {
  readonly cases: Readonly<Record<string, readonly InjectedCase[]>>;
  readonly toolkits: readonly Toolkit[];
}

/** The direct-harm cases of InjecAgent; nothing when they are not there. */
export const injecAgent = (data: string): InjecAgent | undefined => {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(data, 'injecagent', name), 'utf8'));
  if (!existsSync(join(data, 'injecagent', 'tools.json'))) return undefined;
  return {
    cases: {
      base: z.array(Case).parse(read('test_cases_dh_base.json')),
      enhanced: z.array(Case).parse(read('test_cases_dh_enhanced.json')),
    },
    toolkits: z.array(Toolkit).parse(read('tools.json')),
  };
};
