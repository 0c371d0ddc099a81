import type { Assignment } from '@archestra/contracts';

/** Granted tool names by server id. A server without an entry grants nothing. */
export type Grants = ReadonlyMap<string, ReadonlySet<string>>;

const none: ReadonlySet<string> = new Set();

export const grantsOf = (assignments: readonly Assignment[]): Grants =>
  new Map(assignments.map(({ installationId, tools }) => [installationId, new Set(tools)]));

/** What one server grants. */
export const grantedBy = (grants: Grants, serverId: string): ReadonlySet<string> => grants.get(serverId) ?? none;

/** The grants with the named tools of one server granted or taken away. */
export const withTools = (
  grants: Grants,
  serverId: string,
  change: { tools: readonly string[]; granted: boolean },
): Grants => {
  const next = new Set(grantedBy(grants, serverId));
  for (const tool of change.tools) {
    if (change.granted) next.add(tool);
    else next.delete(tool);
  }
  return new Map(grants).set(serverId, next);
};

const same = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((tool) => b.has(tool));

/** The servers whose grants differ, each with everything it grants now; tools in order, so that equal grants are equal requests. */
export const changedGrants = (saved: Grants, draft: Grants): Assignment[] =>
  [...draft]
    .filter(([serverId, tools]) => !same(tools, grantedBy(saved, serverId)))
    .map(([installationId, tools]) => ({ installationId, tools: [...tools].sort() }));

/** How many of the tools are granted: for a box that stands for all of them. */
export const coverage = (granted: ReadonlySet<string>, tools: readonly string[]): boolean | 'indeterminate' => {
  const hits = tools.filter((tool) => granted.has(tool)).length;
  if (hits === 0) return false;
  return hits === tools.length ? true : 'indeterminate';
};
