import type { Transaction } from './database.store.ts';

interface Changed {
  installation_id: string;
  tool: string;
}

/** Names of tools, by installation, that a profile was granted with another definition than the server gives now. */
export const changedTools = async (
  database: Pick<Transaction, '$queryRaw'>,
  organizationId: string,
  installationIds: string[],
): Promise<Map<string, string[]>> => {
  const rows = await database.$queryRaw<Changed[]>`
    SELECT DISTINCT g.installation_id, g.tool
      FROM profile_grant g
      JOIN tool t ON t.organization_id = g.organization_id AND t.installation_id = g.installation_id AND t.name = g.tool
     WHERE g.organization_id = ${organizationId}::uuid AND g.installation_id = ANY(${installationIds}::uuid[]) AND t.pin <> g.pin
     ORDER BY g.tool`;
  const groups = Map.groupBy(rows, ({ installation_id }) => installation_id);
  return new Map([...groups].map(([id, changed]) => [id, changed.map(({ tool }) => tool)]));
};

/** Profiles that were granted any tool of a server. */
export const profilesWith = async (
  transaction: Transaction,
  organizationId: string,
  installationId: string,
): Promise<string[]> => {
  const grants = await transaction.grant.findMany({
    where: { organizationId, installationId },
    distinct: ['profileId'],
    select: { profileId: true },
  });
  return grants.map(({ profileId }) => profileId);
};
