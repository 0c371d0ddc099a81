import type { Contracts } from './contract/kind.ts';
import { slack } from './contract/slack.ts';
import { workspace } from './contract/workspace.ts';

/** Reviewed contracts of the suites, by suite. */
export const reviewed: Readonly<Record<string, Contracts>> = { workspace, slack };

/** Who the tools belong to, as far as the platform knows its person: their own name and address are their own words. */
const accounts: Readonly<Record<string, string>> = { workspace: 'Emma Johnson emma.johnson@bluesparrowtech.com' };

/** What the person said, and who they are. */
export const wordsOf = (suite: string, prompt: string): readonly string[] =>
  [accounts[suite] ?? '', prompt].filter((text) => text !== '');

/** The same contracts where anybody may write messages: what it costs not to trust the members of a workspace. */
export const withStrangers: Readonly<Record<string, Contracts>> = {
  ...reviewed,
  slack: Object.fromEntries(
    Object.entries(slack).map(([name, contract]) => [
      name,
      /^(?:read_|get_users)/.test(name)
        ? { ...contract, output: { ...contract.output, integrity: 'untrusted' as const } }
        : contract,
    ]),
  ),
};

/** The same contracts without what untrusted results may name: what lookups and names of channels are worth. */
export const withoutDesignators: Readonly<Record<string, Contracts>> = Object.fromEntries(
  Object.entries(reviewed).map(([suite, contracts]) => [
    suite,
    Object.fromEntries(Object.entries(contracts).map(([name, { designators: _, ...contract }]) => [name, contract])),
  ]),
);
