import { AppError, BuiltInRole, identityEvents, RoleRef, type Permission, type Role } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { Database, type Transaction } from '../db/database.store.ts';
import { beginGrant } from '../db/person.ts';
import { storableText, visibleName } from '../name/visible.ts';
import type { Change } from '../organization/organization.ts';
import { builtInDescriptions, builtInNames, builtInRights, knownPermissions } from '../right/role-rights.ts';
import type { Prisma } from '../generated/prisma/client.ts';

/** What a person fills in. */
export interface RoleDraft {
  name: string;
  description: string;
  permissions: Permission[];
}

const counted = { _count: { select: { users: true } } } as const;
type RoleRow = Prisma.RoleGetPayload<{ include: typeof counted }>;

const toRole = ({ id, name, description, permissions, _count }: RoleRow): Role => ({
  ref: RoleRef.parse(id),
  name,
  description,
  permissions: knownPermissions(permissions),
  isBuiltIn: false,
  userCount: _count.users,
});
const facts = ({ name, description, permissions }: RoleDraft): RoleDraft => ({ name, description, permissions });

@Injectable()
export class RoleStore {
  constructor(private readonly database: Database) {}

  /** The built-in ones first. */
  async list(organizationId: string): Promise<Role[]> {
    const { client } = this.database;
    const [organization, counts, rows] = await Promise.all([
      client.organization.findUnique({ where: { id: organizationId }, select: { isOperator: true } }),
      client.user.groupBy({ by: ['role'], where: { organizationId }, _count: { _all: true } }),
      client.role.findMany({ where: { organizationId }, orderBy: { id: 'asc' }, include: counted }),
    ]);
    const builtIn = BuiltInRole.options.map((role): Role => {
      const { roleName, permissions } = builtInRights(role, organization?.isOperator ?? false);
      const userCount = counts.find((count) => count.role === role)?._count._all ?? 0;
      return {
        ref: role,
        name: roleName,
        description: builtInDescriptions[role],
        permissions,
        isBuiltIn: true,
        userCount,
      };
    });
    return [...builtIn, ...rows.map(toRole)];
  }

  create(change: Change, draft: RoleDraft): Promise<Role> {
    const role = checked(draft);
    return this.database.change(async (transaction, tell) => {
      const { organizationId } = change;
      const granter = await beginGrant(transaction, organizationId, change.actor);
      granter.assertHas('role:write');
      granter.assertGrants(role.permissions);
      await assertFree(transaction, organizationId, role.name);
      const row = await transaction.role.create({ data: { id: uuid(), organizationId, ...role }, include: counted });
      tell(identityEvents.roleCreated, {
        ...by(change),
        data: { id: row.id, name: row.name, before: null, after: facts(role) },
      });
      return toRole(row);
    });
  }

  /** Reaches everybody who has the role, whose ids come with it. Nobody changes the role they have themselves. */
  update(change: Change, id: string, draft: RoleDraft): Promise<{ role: Role; holders: string[] }> {
    const role = checked(draft);
    return this.database.change(async (transaction, tell) => {
      const { organizationId, actor } = change;
      const granter = await beginGrant(transaction, organizationId, actor);
      granter.assertHas('role:write');
      const row = await get(transaction, organizationId, id);
      const holders = row.users.map((user) => user.id);
      if (holders.includes(granter.id)) throw new AppError('NOT_ALLOWED', 'Somebody else has to change your own role.');
      const before = facts({ ...row, permissions: knownPermissions(row.permissions) });
      granter.assertMayChange({ id, permissions: before.permissions });
      granter.assertGrants(role.permissions);
      await assertFree(transaction, organizationId, role.name, id);
      const updated = await transaction.role.update({ where: { id }, data: role, include: counted });
      tell(identityEvents.roleChanged, { ...by(change), data: { id, name: role.name, before, after: facts(role) } });
      return { role: toRole(updated), holders };
    });
  }

  /** Throws CONFLICT while somebody has it or is invited to have it. */
  async delete(change: Change, id: string): Promise<void> {
    await this.database.change(async (transaction, tell) => {
      const { organizationId, actor } = change;
      const granter = await beginGrant(transaction, organizationId, actor);
      granter.assertHas('role:write');
      const row = await get(transaction, organizationId, id);
      const before = facts({ ...row, permissions: knownPermissions(row.permissions) });
      granter.assertMayChange({ id, permissions: before.permissions });
      await transaction.invitation.deleteMany({ where: { organizationId, roleId: id, expiresAt: { lt: new Date() } } });
      const invited = await transaction.invitation.count({ where: { organizationId, roleId: id } });
      if (row.users.length + invited > 0)
        throw new AppError('CONFLICT', 'Somebody has this role or is invited to have it. Give them another one first.');
      await transaction.role.delete({ where: { id } });
      tell(identityEvents.roleDeleted, { ...by(change), data: { id, name: row.name, before, after: null } });
    });
  }
}

const by = ({ organizationId, principal }: Change) => ({ organizationId, ...(principal ? { principal } : {}) });

const checked = ({ name, description, permissions }: RoleDraft): RoleDraft => ({
  name: visibleName(name),
  description: storableText(description),
  permissions: knownPermissions(permissions),
});

const get = async (transaction: Transaction, organizationId: string, id: string) => {
  const row = await transaction.role.findUnique({
    where: { organizationId_id: { organizationId, id } },
    include: { users: { select: { id: true } } },
  });
  if (!row) throw new AppError('NOT_FOUND', 'There is no such role.');
  return row;
};

/** Throws CONFLICT when a role is called like that, built-in ones included. */
const assertFree = async (transaction: Transaction, organizationId: string, name: string, except?: string) => {
  const isBuiltIn = builtInNames.some((builtIn) => builtIn.toLowerCase() === name.toLowerCase());
  const others = await transaction.role.findMany({ where: { organizationId }, select: { id: true, name: true } });
  const isTaken = others.some((other) => other.id !== except && other.name.toLowerCase() === name.toLowerCase());
  if (isBuiltIn || isTaken) throw new AppError('CONFLICT', 'There is a role of this name.');
};
