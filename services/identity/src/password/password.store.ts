import { createHash } from 'node:crypto';
import { identityEvents } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.store.ts';

interface PasswordChange {
  organizationId: string;
  userId: string;
  passwordHash: string;
  /** The session that goes on; every other one of this person ends. */
  keepSession?: string | undefined;
  principal?: string | undefined;
}

@Injectable()
export class PasswordStore {
  constructor(private readonly database: Database) {}

  /** The stored hash of a member of this organization. */
  async find(organizationId: string, userId: string): Promise<string | undefined> {
    const account = await this.database.client.account.findFirst({
      where: { userId, providerId: 'credential', user: { organizationId } },
      select: { password: true },
    });
    return account?.password ?? undefined;
  }

  /** Password, banner, sessions and fact in one transaction: a thief's session never outlives the change. */
  async replace({ organizationId, userId, passwordHash, keepSession, principal }: PasswordChange): Promise<void> {
    const updatedAt = new Date();
    const keep =
      keepSession === undefined ? {} : { token: { not: createHash('sha256').update(keepSession).digest('hex') } };
    await this.database.change(async (transaction, tell) => {
      await transaction.account.updateMany({
        where: { userId, providerId: 'credential' },
        data: { password: passwordHash, updatedAt },
      });
      await transaction.user.update({ where: { id: userId }, data: { mustChangePassword: false, updatedAt } });
      await transaction.session.deleteMany({ where: { userId, ...keep } });
      tell(identityEvents.passwordChanged, { organizationId, data: { userId }, ...(principal ? { principal } : {}) });
    });
  }
}
