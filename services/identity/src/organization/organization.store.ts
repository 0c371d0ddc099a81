import { AppError, identityEvents, type Invitation, type Organization } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { Database, type Transaction } from '../db/database.store.ts';
import { insertInvitation, toInvitation } from '../db/invite.ts';
import { beginGrant } from '../db/person.ts';
import type { Change } from './organization.ts';

export interface FirstOrganization {
  name: string;
  email: string;
  passwordHash: string;
}

/** An organization and whoever is to administer it. */
export interface NewOrganization {
  name: string;
  adminEmail: string;
  hash: string;
  expiresAt: Date;
}

// Any number that no other lock of this schema uses: two replicas that start together take turns.
const FIRST_START_LOCK = 72_707_371;

const toOrganization = (row: { id: string; name: string; isOperator: boolean; createdAt: Date }): Organization => ({
  id: row.id,
  name: row.name,
  isOperator: row.isOperator,
  createdAt: row.createdAt.toISOString(),
});

@Injectable()
export class OrganizationStore {
  constructor(private readonly database: Database) {}

  async exists(): Promise<boolean> {
    return (await this.database.client.organization.findFirst({ select: { id: true } })) !== null;
  }

  /** Creates the operator's organization with its first administrator; false when there is an organization already. */
  createFirst(first: FirstOrganization): Promise<boolean> {
    return this.database.client.$transaction(async (transaction) => {
      await transaction.$queryRaw`SELECT pg_advisory_xact_lock(${FIRST_START_LOCK}::bigint)::text`;
      if ((await transaction.organization.count()) > 0) return false;
      await insert(transaction, first);
      return true;
    });
  }

  /** Throws NOT_FOUND. */
  async get(id: string): Promise<Organization> {
    return toOrganization(await get(this.database.client, id));
  }

  rename(id: string, name: string, principal: string | undefined): Promise<Organization> {
    return this.database.change(async (transaction, tell) => {
      const before = await get(transaction, id);
      const row = await transaction.organization.update({ where: { id }, data: { name } });
      tell(identityEvents.organizationChanged, {
        organizationId: id,
        ...(principal ? { principal } : {}),
        data: { id, name, before: { name: before.name }, after: { name } },
      });
      return toOrganization(row);
    });
  }

  /** For whoever operates the platform. The fact is the operator's, the invitation the new organization's. */
  create(change: Change, asked: NewOrganization): Promise<{ organization: Organization; invitation: Invitation }> {
    return this.database.change(async (transaction, tell) => {
      const { organizationId, actor, principal } = change;
      (await beginGrant(transaction, organizationId, actor)).assertHas('organization:create');
      const row = await transaction.organization.create({ data: { id: uuid(), name: asked.name } });
      tell(identityEvents.organizationCreated, {
        organizationId,
        ...(principal ? { principal } : {}),
        data: { id: row.id, name: row.name, before: null, after: { name: row.name } },
      });
      const { adminEmail: email, hash, expiresAt } = asked;
      const invitation = { organizationId: row.id, email, role: 'admin', teamIds: [], hash, expiresAt };
      const invited = await insertInvitation(transaction, tell, { ...invitation, invitedBy: null }, principal);
      return { organization: toOrganization(row), invitation: toInvitation(invited) };
    });
  }
}

const get = async (transaction: Transaction, id: string) => {
  const row = await transaction.organization.findUnique({ where: { id } });
  if (!row) throw new AppError('NOT_FOUND', 'There is no such organization.');
  return row;
};

const insert = async (transaction: Transaction, { name, email, passwordHash }: FirstOrganization): Promise<void> => {
  const organizationId = uuid();
  const userId = uuid();
  await transaction.organization.create({ data: { id: organizationId, name, isOperator: true } });
  await transaction.user.create({
    data: {
      id: userId,
      organizationId,
      email: email.toLowerCase(),
      name: 'Administrator',
      role: 'admin',
      mustChangePassword: true,
    },
  });
  await transaction.account.create({
    data: { id: uuid(), userId, accountId: userId, providerId: 'credential', password: passwordHash },
  });
};
