import { AppError, BuiltInRole, Id, type Actor } from '@archestra/contracts';
import { Prisma } from '../generated/prisma/client.ts';
import { builtInRights, rightsOf, type RoleRights } from '../right/role-rights.ts';
import { Granter, type Rightful } from '../right/granter.ts';
import type { Transaction } from './database.store.ts';

/** What is read of a user to know their rights. */
export const personInclude = {
  organization: { select: { isOperator: true } },
  customRole: { select: { name: true, permissions: true } },
  memberships: { select: { teamId: true, isLead: true } },
} as const satisfies Prisma.UserInclude;
type PersonRow = Prisma.UserGetPayload<{ include: typeof personInclude }>;

/** A user with the rights their role gives them. */
export interface Person extends Omit<Rightful, 'permissions'>, RoleRights {
  organizationId: string;
  email: string;
  name: string;
  mustChangePassword: boolean;
  createdAt: Date;
}

export const toPerson = (row: PersonRow): Person => ({
  ...rightsOf(row.role, row.customRole, row.organization.isOperator),
  id: row.id,
  organizationId: row.organizationId,
  email: row.email,
  name: row.name,
  isActive: row.isActive,
  mustChangePassword: row.mustChangePassword,
  teamIds: row.memberships.map(({ teamId }) => teamId).sort(),
  ledTeamIds: row.memberships.filter(({ isLead }) => isLead).map(({ teamId }) => teamId),
  createdAt: row.createdAt,
});

/** A member of the organization, active or not. */
export const findPerson = async (
  transaction: Transaction,
  organizationId: string,
  id: string,
): Promise<Person | undefined> => {
  const row = await transaction.user.findUnique({
    where: { organizationId_id: { organizationId, id } },
    include: personInclude,
  });
  return row ? toPerson(row) : undefined;
};

/** Throws `NOT_FOUND`, also for people of other organizations. */
export const getPerson = async (transaction: Transaction, organizationId: string, id: string): Promise<Person> => {
  const person = await findPerson(transaction, organizationId, id);
  if (!person) throw new AppError('NOT_FOUND', 'There is no such person.');
  return person;
};

/**
 * Begins a change of rights: whoever acts, read again. Until the transaction ends nobody else changes rights of this
 * organization, so that what was checked still holds when it is written. Throws `NOT_ALLOWED`.
 */
export const beginGrant = async (transaction: Transaction, organizationId: string, actor: Actor): Promise<Granter> => {
  await lockRights(transaction, organizationId);
  return new Granter(await findPerson(transaction, organizationId, actor.userId), actor);
};

/** Changes of rights of one organization happen one after another. */
export const lockRights = async (transaction: Transaction, organizationId: string): Promise<void> => {
  await transaction.$queryRaw(
    Prisma.sql`SELECT 1 FROM organization WHERE id = ${organizationId}::uuid FOR NO KEY UPDATE`,
  );
};

/** A role of the organization by name or id. Throws `NOT_FOUND`. */
export const getRights = async (transaction: Transaction, organizationId: string, ref: string): Promise<RoleRights> => {
  const organization = await transaction.organization.findUnique({
    where: { id: organizationId },
    select: { isOperator: true },
  });
  const isOperator = organization?.isOperator ?? false;
  const builtIn = BuiltInRole.safeParse(ref);
  if (builtIn.success) return builtInRights(builtIn.data, isOperator);
  const custom = Id.safeParse(ref).success
    ? await transaction.role.findUnique({ where: { organizationId_id: { organizationId, id: ref } } })
    : null;
  if (!custom) throw new AppError('NOT_FOUND', 'There is no such role.');
  return rightsOf(custom.id, custom, isOperator);
};
