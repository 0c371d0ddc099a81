import type { Effect, Label, ToolContract } from '@archestra/contracts';
import { argumentsOf, type Argument, type Purpose } from './argument.ts';
import { effectOfWord, wordsOf } from './word.ts';

/** What a server says of a tool. All of it is a claim. */
export interface ClassifiedTool {
  readonly name: string;
  readonly description?: string | undefined;
  readonly inputSchema: unknown;
  readonly annotations?:
    | {
        readonly readOnlyHint?: boolean | undefined;
        readonly destructiveHint?: boolean | undefined;
        readonly openWorldHint?: boolean | undefined;
      }
    | undefined;
}

/** A contract that an administrator may adopt, and why it says what it says. */
export interface Proposal {
  readonly contract: ToolContract;
  readonly reasons: readonly string[];
}

const rank: Readonly<Record<Effect, number>> = { none: 0, write: 1, egress: 2, destructive: 3 };
const stricter = (one: Effect, other: Effect): Effect => (rank[other] > rank[one] ? other : one);

const OWN: Label = { integrity: 'trusted', audience: 'public' };
const FOREIGN: Label = { integrity: 'untrusted', audience: 'public' };
const STORED: Label = { integrity: 'untrusted', audience: [] };

const foreign =
  /^(?:web|internet|page|webpage|website|news|wikipedia|wiki|weather|stock|stocks|market|product|products)$/;
const clock = /^(?:time|date|day|clock|timezone|now)$/;

/** The first sentence of a description says what a tool does; its first known verb counts where the name has none. */
const described = (description: string | undefined): Effect | undefined =>
  wordsOf((description ?? '').replace(/[.\n].*$/su, ''))
    .map(effectOfWord)
    .find((effect) => effect !== undefined);

interface Finding {
  readonly effect: Effect;
  readonly reason: string;
}

const isJoint = (word: string | undefined): boolean => word === 'and' || word === 'or' || word === 'then';

/** The first verb of a name and those joined to it; what follows without a joint is what the verb is about ("get comments"). */
const verbsOf = (name: string): readonly Effect[] => {
  const words = wordsOf(name);
  const first = words.findIndex((word) => effectOfWord(word) !== undefined);
  return words.flatMap((word, index) =>
    index === first || isJoint(words[index - 1]) ? (effectOfWord(word) ?? []) : [],
  );
};

const byName = ({ name, description }: ClassifiedTool): Finding => {
  const effects = verbsOf(name);
  if (effects.length > 0) return { effect: effects.reduce(stricter), reason: 'what its name says it does' };
  const effect = described(description);
  if (effect) return { effect, reason: 'what its description says it does' };
  return { effect: 'egress', reason: 'neither name nor description says what it does' };
};

const byAnnotations = ({ annotations = {} }: ClassifiedTool): readonly Finding[] => [
  ...(annotations.destructiveHint === true
    ? [{ effect: 'destructive' as const, reason: 'its server says it may destroy' }]
    : []),
  ...(annotations.readOnlyHint === false
    ? [{ effect: 'write' as const, reason: 'its server says it changes things' }]
    : []),
  ...(annotations.openWorldHint === true
    ? [{ effect: 'egress' as const, reason: 'its server says it talks to the outside' }]
    : []),
];

const byArguments = (list: readonly Argument[]): readonly Finding[] => [
  ...(list.some(({ purpose }) => purpose === 'command')
    ? [{ effect: 'destructive' as const, reason: 'it takes a command or program' }]
    : []),
  ...(list.some(({ purpose }) => purpose === 'place')
    ? [{ effect: 'egress' as const, reason: 'it takes an address, which can carry data out' }]
    : []),
];

const labelOf = ({ name, annotations }: ClassifiedTool, effect: Effect, list: readonly Argument[]): Label => {
  const words = wordsOf(name);
  if (effect === 'none' && list.length === 0 && words.some((word) => clock.test(word))) return OWN;
  const isForeign = annotations?.openWorldHint === true || words.some((word) => foreign.test(word));
  return isForeign && effect !== 'write' ? FOREIGN : STORED;
};

const MAX_PATHS = 20;

const pathsOf = (list: readonly Argument[], ...purposes: readonly Purpose[]): string[] =>
  list.filter(({ purpose }) => purposes.includes(purpose)).map(({ path }) => path);

/** What an effect acts on; where nothing else says it, its content does. */
const targetsOf = (list: readonly Argument[], recipients: readonly string[]): string[] => {
  const targets = pathsOf(list, 'target', 'command');
  return targets.length + recipients.length > 0 ? targets : pathsOf(list, 'content');
};

const protectedBy = (effect: Effect, list: readonly Argument[]): Pick<ToolContract, 'recipients' | 'targets'> => {
  if (effect === 'none' || list.some(({ path }) => path === '')) return {};
  const recipients = pathsOf(list, 'recipient', 'place');
  const targets = targetsOf(list, recipients);
  if (recipients.length > MAX_PATHS || targets.length > MAX_PATHS) return {};
  return { ...(recipients.length > 0 && { recipients }), ...(targets.length > 0 && { targets }) };
};

/**
 * Proposes a contract from name, description, schema and annotations. What a server says of itself can only make the proposal stricter.
 * It is shown to administrators and never in force by itself: a tool without a contract stays as restricted as can be. A change that
 * takes nothing to say what it changes, or more than a contract can name, is proposed as one that may destroy.
 */
export const propose = (tool: ClassifiedTool): Proposal => {
  const list = argumentsOf(tool.inputSchema);
  const findings = [byName(tool), ...byAnnotations(tool), ...byArguments(list)];
  const found = findings.map((finding) => finding.effect).reduce(stricter);
  const reasons = findings.filter(({ effect }) => effect === found).map(({ reason }) => reason);
  const guarded = protectedBy(found, list);
  const isOpen = found === 'write' && Object.keys(guarded).length === 0;
  return {
    contract: { effect: isOpen ? 'destructive' : found, output: labelOf(tool, found, list), ...guarded },
    reasons: isOpen ? [...reasons, 'nothing says what it changes'] : reasons,
  };
};
