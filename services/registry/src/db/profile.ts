import { AppError, registryEvents, type Assignment, type ProfileAccess } from '@archestra/contracts';
import type { Actor } from './actor.ts';
import type { Change } from './catalog.ts';
import type { Transaction } from './database.store.ts';
import { grantedTool } from './grant.ts';

export interface ProfileRow {
  id: string;
  name: string;
  description: string;
  ownerId: string | null;
  accessEveryone: boolean;
  accessTeamIds: string[];
  accessUserIds: string[];
  createdAt: Date;
  updatedAt: Date;
}

type Reader = Pick<Transaction, '$queryRaw' | 'profile'>;

export const accessOf = ({
  accessEveryone,
  accessTeamIds,
  accessUserIds,
}: Pick<ProfileRow, 'accessEveryone' | 'accessTeamIds' | 'accessUserIds'>): ProfileAccess => ({
  everyone: accessEveryone,
  teamIds: accessTeamIds,
  userIds: accessUserIds,
});

export const fromAccess = ({ everyone, teamIds, userIds }: ProfileAccess) => ({
  accessEveryone: everyone,
  accessTeamIds: [...new Set(teamIds)],
  accessUserIds: [...new Set(userIds)],
});

interface GrantRow {
  profile_id: string;
  installation_id: string;
  tools: string[];
}

/** What profiles grant, by profile. A tool that is gone is not shown, but its grant waits for it to come back unchanged. */
export const assignmentsOf = async (
  database: Reader,
  organizationId: string,
  profileIds: readonly string[],
): Promise<Map<string, Assignment[]>> => {
  if (profileIds.length === 0) return new Map();
  const rows = await database.$queryRaw<GrantRow[]>`
    SELECT g.profile_id, g.installation_id,
           coalesce(array_agg(g.tool ORDER BY t.position, g.tool) FILTER (WHERE t.present), '{}') AS tools
      FROM profile_grant g
      LEFT JOIN LATERAL (${grantedTool}) t ON true
     WHERE g.organization_id = ${organizationId}::uuid AND g.profile_id = ANY(${[...profileIds]}::uuid[])
     GROUP BY g.profile_id, g.installation_id ORDER BY g.profile_id, g.installation_id`;
  const groups = Map.groupBy(rows, ({ profile_id }) => profile_id);
  return new Map(
    [...groups].map(([id, own]) => [
      id,
      own.map(({ installation_id, tools }) => ({ installationId: installation_id, tools })),
    ]),
  );
};

/** Rows of profiles, locked in one order so that two changes of the same ones follow each other instead of each waiting. */
export const lockProfiles = async (
  transaction: Transaction,
  organizationId: string,
  profileIds: readonly string[],
): Promise<ProfileRow[]> => {
  const ids = [...new Set(profileIds)];
  await transaction.$queryRaw`
    SELECT 1 FROM profile WHERE organization_id = ${organizationId}::uuid AND id = ANY(${ids}::uuid[])
     ORDER BY id FOR NO KEY UPDATE`;
  return transaction.profile.findMany({ where: { organizationId, id: { in: ids } }, orderBy: { id: 'asc' } });
};

/** Servers that must not change their tools until the transaction ends. Throws `NOT_FOUND` when one is not there. */
export const holdInstallations = async (
  transaction: Transaction,
  organizationId: string,
  installationIds: readonly string[],
): Promise<void> => {
  const ids = [...new Set(installationIds)];
  const rows = await transaction.$queryRaw<unknown[]>`
    SELECT 1 FROM installation WHERE organization_id = ${organizationId}::uuid AND id = ANY(${ids}::uuid[])
     ORDER BY id FOR SHARE`;
  if (rows.length < ids.length) throw new AppError('NOT_FOUND', 'There is no such installation.');
};

/** Facts of profiles for events: call it before and after a change, then hand both to `tellChanged`. */
export const profileFacts = async (transaction: Transaction, organizationId: string, profileIds: readonly string[]) => {
  const rows = await transaction.profile.findMany({ where: { organizationId, id: { in: [...profileIds] } } });
  const assignments = await assignmentsOf(transaction, organizationId, profileIds);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        name: row.name,
        description: row.description,
        access: accessOf(row),
        assignments: assignments.get(row.id) ?? [],
      },
    ]),
  );
};
type Facts = Awaited<ReturnType<typeof profileFacts>>;

/** States for each profile that differs what it was and what it is. Returns how many. */
export const tellChanged = async (
  { tell, actor }: { tell: Change['tell']; actor: Actor },
  before: Facts,
  after: Facts,
): Promise<number> => {
  let count = 0;
  for (const [id, now] of after) {
    const was = before.get(id) ?? null;
    if (JSON.stringify(was) === JSON.stringify(now)) continue;
    count += 1;
    const data = { id, name: now.name, before: was, after: now };
    tell(registryEvents.profileChanged, { ...actor, data });
  }
  return count;
};
