import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { Database, type Transaction } from '../db/database.store.ts';

export interface FirstOrganization {
  name: string;
  email: string;
  passwordHash: string;
}

// Any number that no other lock of this schema uses: two replicas that start together take turns.
const FIRST_START_LOCK = 72_707_371;

@Injectable()
export class OrganizationStore {
  constructor(private readonly database: Database) {}

  async exists(): Promise<boolean> {
    return (await this.database.client.organization.findFirst({ select: { id: true } })) !== null;
  }

  /** Creates the organization with its first administrator; false when there is one already. */
  createFirst(first: FirstOrganization): Promise<boolean> {
    return this.database.client.$transaction(async (transaction) => {
      await transaction.$queryRaw`SELECT pg_advisory_xact_lock(${FIRST_START_LOCK}::bigint)::text`;
      if ((await transaction.organization.count()) > 0) return false;
      await insert(transaction, first);
      return true;
    });
  }
}

const insert = async (transaction: Transaction, { name, email, passwordHash }: FirstOrganization): Promise<void> => {
  const organizationId = uuid();
  const userId = uuid();
  await transaction.organization.create({ data: { id: organizationId, name } });
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
