import type { Finding, Tool } from '@archestra/contracts';
import { encoded } from './encoded.rule.ts';
import { visible } from './excerpt.ts';
import { hidden } from './hidden.rule.ts';
import { instruction } from './instruction.rule.ts';
import { lookAlike, shapesOf, type Shapes } from './name.rule.ts';
import { reference, strangersOf } from './reference.rule.ts';
import type { Remark } from './rule.ts';
import { cyclic, oversized } from './schema.rule.ts';
import { walk, type Walk } from './walk.ts';

/** Definitions as a server gave them; what else they hold does not matter here. */
export type ScannedTool = Pick<Tool, 'name'> & Readonly<Record<string, unknown>>;

export interface ScanInput {
  readonly tools: readonly ScannedTool[];
  /** What the server says of itself to every model at once. */
  readonly instructions?: string | undefined;
  /** Names of tools that are there already, in other servers. */
  readonly knownTools: readonly string[];
}

interface Surroundings {
  readonly shapes: Shapes;
  readonly strangers: ReadonlySet<string>;
}

const MAX_FINDINGS = 500;
/** Of one rule on one tool: the twentieth says nothing new. */
const MAX_PER_RULE = 10;
const MAX_TEXT = 1_000;
/** Pictures and pins are not read by models. */
const UNREAD = new Set(['name', 'pin', 'icons']);

const remarksOn = (found: Walk, { strangers }: Surroundings): Remark[] =>
  found.places.flatMap((place) => [
    ...hidden(place),
    ...instruction(place),
    ...encoded(place),
    ...reference(place, strangers),
  ]);

const limited = (remarks: readonly Remark[]): Remark[] => {
  const counts = new Map<string, number>();
  return remarks.filter(({ rule }) => {
    const count = (counts.get(rule) ?? 0) + 1;
    counts.set(rule, count);
    return count <= MAX_PER_RULE;
  });
};

const toFinding = (tool: string | null, remark: Remark): Finding => ({
  ...remark,
  tool,
  where: visible(tool === null ? remark.where : `${tool}.${remark.where}`)
    .slice(0, MAX_TEXT)
    .toWellFormed(),
  message: visible(remark.message).slice(0, MAX_TEXT).toWellFormed(),
});

const remarksOnTool = (tool: ScannedTool, surroundings: Surroundings): Remark[] => {
  const name = { where: 'name', text: tool.name, isKey: false };
  const parts = Object.entries(tool)
    .filter(([field, value]) => !UNREAD.has(field) && value !== undefined)
    .map(([field, value]) => ({ field, found: walk(field, value) }));
  return [
    ...hidden(name),
    ...instruction({ ...name, text: tool.name.replaceAll(/[_-]/g, ' ') }),
    ...lookAlike(tool.name, surroundings.shapes),
    ...parts.flatMap(({ field, found }) => [
      ...oversized(field, found),
      ...cyclic(field, found),
      ...remarksOn(found, surroundings),
    ]),
  ];
};

/**
 * What a reviewer should look at in the definitions of a server, worst first: text aimed at the model, characters nobody
 * sees, names that look like others, talk of other servers' tools, schemas too large or endless, encoded text. Finding
 * nothing proves nothing. Total for every input: it neither throws nor takes more than linear time.
 */
export const scan = ({ tools, instructions, knownTools }: ScanInput): Finding[] => {
  const own = tools.map(({ name }) => name);
  const surroundings: Surroundings = {
    shapes: shapesOf([...knownTools, ...own]),
    strangers: strangersOf(knownTools, own),
  };
  const findings = [
    ...limited(remarksOn(walk('instructions', instructions ?? ''), surroundings)).map((remark) =>
      toFinding(null, remark),
    ),
    ...tools.flatMap((tool) =>
      limited(remarksOnTool(tool, surroundings)).map((remark) => toFinding(tool.name, remark)),
    ),
  ];
  const order = ['danger', 'warning', 'notice'];
  return findings
    .sort((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity))
    .slice(0, MAX_FINDINGS);
};
