import type { Assignment, Profile } from '@archestra/contracts';
import { grantedBy, grantsOf, type Grants } from '../profile/grants.ts';

export type Direction = 'add' | 'remove';

/** What a bulk change does to one profile and one server. */
export interface Cell {
  serverId: string;
  /** Tools that come or go. */
  changes: string[];
  /** Tools that are as wanted already. */
  unchanged: number;
}
export interface PlanRow {
  profile: Profile;
  cells: Cell[];
  total: number;
}

/** The tools that were chosen, server by server, without servers of which none is. */
export const assignmentsOf = (chosen: Grants): Assignment[] =>
  [...chosen]
    .filter(([, tools]) => tools.size > 0)
    .map(([installationId, tools]) => ({ installationId, tools: [...tools].sort() }));

/** What would happen to each profile: only tools that are not yet as wanted count. */
export const planOf = (profiles: readonly Profile[], chosen: Grants, direction: Direction): PlanRow[] =>
  profiles.map((profile) => {
    const granted = grantsOf(profile.assignments);
    const cells = assignmentsOf(chosen).map(({ installationId, tools }): Cell => {
      const has = grantedBy(granted, installationId);
      const changes = tools.filter((tool) => has.has(tool) === (direction === 'remove'));
      return { serverId: installationId, changes, unchanged: tools.length - changes.length };
    });
    return { profile, cells, total: cells.reduce((sum, { changes }) => sum + changes.length, 0) };
  });
