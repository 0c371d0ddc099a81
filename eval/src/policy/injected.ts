import type { ToolContract } from '@archestra/contracts';
import { DEFAULT_CONTRACT, propose } from '@archestra/policy';
import { engine } from './guard.ts';
import type { InjecAgent, InjectedCase, Toolkit } from './material.ts';
import { structured } from './replay.ts';

type Contracts = Readonly<Record<string, ToolContract>>;

const schemaOf = (parameters: Toolkit['tools'][number]['parameters']): unknown => ({
  type: 'object',
  properties: Object.fromEntries(parameters.map(({ name, type, description }) => [name, { type, description }])),
});

const tools = ({ toolkits }: InjecAgent) =>
  toolkits.flatMap(({ toolkit, tools: list }) => list.map((tool) => ({ ...tool, full: `${toolkit}${tool.name}` })));

/** No contract at all: what is in force for tools nobody reviewed. */
export const unreviewed = (material: InjecAgent): Contracts =>
  Object.fromEntries(tools(material).map(({ full }) => [full, DEFAULT_CONTRACT]));

/** The classifier's proposals, adopted as they are. */
export const proposed = (material: InjecAgent): Contracts =>
  Object.fromEntries(
    tools(material).map(({ full, name, summary, parameters }) => [
      full,
      propose({ name, description: summary, inputSchema: schemaOf(parameters) }).contract,
    ]),
  );

export interface InjectedTally {
  cases: number;
  /** The person's own read passes. */
  reads: number;
  /** No harmful call passes after the injected response, whose arguments are the attacker's own words. */
  stopped: number;
}

const asArguments = (text: string): Readonly<Record<string, unknown>> => {
  const value = structured(text);
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : { value: text };
};

/** Replays the cases: the person asks, the tool answers with the injected text, the attacker's tools are called with words of that text. */
export const injected = (material: InjecAgent, cases: readonly InjectedCase[], contracts: Contracts): InjectedTally => {
  const start = engine(contracts);
  const parameters = new Map(tools(material).map((tool) => [tool.full, tool.parameters.map(({ name }) => name)]));
  const tally: InjectedTally = { cases: cases.length, reads: 0, stopped: 0 };
  for (const each of cases) {
    const guard = start([each['User Instruction']]);
    const read = { name: each['User Tool'], args: asArguments(each['Tool Parameters']) };
    if (guard.judge(read) === 'pass') tally.reads += 1;
    const response = each['Tool Response'];
    guard.see(read, { content: structured(response), isError: false });
    const calls = each['Attacker Tools'].map((name) => ({
      name,
      args: Object.fromEntries(
        (parameters.get(name) ?? []).map((argument) => [argument, each['Attacker Instruction']]),
      ),
    }));
    if (calls.every((call) => guard.judge(call) !== 'pass')) tally.stopped += 1;
  }
  return tally;
};
