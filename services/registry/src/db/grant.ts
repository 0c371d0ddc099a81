import { AppError } from '@archestra/contracts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Transaction } from './database.store.ts';

/** Leaves room for everything else of a profile in one message of 1 MiB. */
const MAX_PROFILE_BYTES = 786_432;

/**
 * The row of a granted tool, for a lateral join with `profile_grant g`. The limit keeps the planner from reading the tools
 * of all servers for a few grants.
 */
export const grantedTool = Prisma.sql`
  SELECT t.* FROM tool t
   WHERE t.organization_id = g.organization_id AND t.installation_id = g.installation_id AND t.name = g.tool LIMIT 1`;

/** Names of tools, by installation, that wait for a reviewer because the server gives another definition now. */
export const quarantinedTools = async (
  database: Pick<Transaction, '$queryRaw'>,
  organizationId: string,
  installationIds: string[],
): Promise<Map<string, string[]>> => {
  const rows = await database.$queryRaw<{ installation_id: string; names: string[] }[]>`
    SELECT t.installation_id, array_agg(t.name ORDER BY t.position) AS names
      FROM tool t
     WHERE t.organization_id = ${organizationId}::uuid AND t.installation_id = ANY(${installationIds}::uuid[])
       AND t.changed_at IS NOT NULL AND t.pending_pin IS NOT NULL AND NOT t.is_rejected
     GROUP BY t.installation_id`;
  return new Map(rows.map(({ installation_id, names }) => [installation_id, names]));
};

/** Profiles that were granted any tool of a server, or one tool. */
export const profilesWith = async (
  transaction: Pick<Transaction, 'grant'>,
  organizationId: string,
  { installationId, tool }: { installationId: string; tool?: string },
): Promise<string[]> => {
  const grants = await transaction.grant.findMany({
    where: { organizationId, installationId, ...(tool === undefined ? {} : { tool }) },
    distinct: ['profileId'],
    select: { profileId: true },
  });
  return grants.map(({ profileId }) => profileId);
};

/** Profiles, out of these, whose granted definitions do not fit one message. */
export const oversized = async (
  transaction: Transaction,
  organizationId: string,
  profileIds: readonly string[],
): Promise<string[]> => {
  const rows = await transaction.$queryRaw<{ profile_id: string }[]>`
    SELECT g.profile_id
      FROM profile_grant g
     CROSS JOIN LATERAL (${grantedTool}) t
     WHERE g.organization_id = ${organizationId}::uuid AND g.profile_id = ANY(${[...profileIds]}::uuid[])
     GROUP BY g.profile_id HAVING sum(octet_length(t.definition)) > ${MAX_PROFILE_BYTES}`;
  return rows.map(({ profile_id }) => profile_id);
};

/** Throws `INVALID_INPUT` when the definitions a profile grants do not fit one message. */
export const refuseOversize = async (
  transaction: Transaction,
  organizationId: string,
  profileIds: readonly string[],
): Promise<void> => {
  const tooLarge = await oversized(transaction, organizationId, profileIds);
  if (tooLarge.length === 0) return;
  throw new AppError(
    'INVALID_INPUT',
    'The definitions of all tools of the profile are too large together (768 KiB). Grant fewer tools.',
    { details: { profileIds: tooLarge.slice(0, 20) } },
  );
};
