import { identityEvents, SYSTEM_ORGANIZATION } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.store.ts';
import { personInclude, toPerson, type Person } from '../db/person.ts';

@Injectable()
export class SessionStore {
  constructor(private readonly database: Database) {}

  /** Who a session is of, with what they may do now. */
  async findPerson(id: string): Promise<Person | undefined> {
    const row = await this.database.client.user.findUnique({ where: { id }, include: personInclude });
    return row ? toPerson(row) : undefined;
  }

  /** Records a sign-in. */
  async recordCreated({ id: userId, organizationId }: { id: string; organizationId: string }): Promise<void> {
    await this.database.change(async (_transaction, tell) => {
      tell(identityEvents.sessionCreated, { organizationId, principal: `user:${userId}`, data: { userId } });
    });
  }

  /** Records a refused sign-in with the organization the address belongs to, if any. */
  async recordRefused(email: string): Promise<void> {
    await this.database.change(async (transaction, tell) => {
      const user = await transaction.user.findUnique({
        where: { email: email.toLowerCase() },
        select: { organizationId: true },
      });
      tell(identityEvents.sessionRefused, {
        organizationId: user?.organizationId ?? SYSTEM_ORGANIZATION,
        data: { email },
      });
    });
  }

  /** Removes sessions nobody came back to; returns how many. */
  async purgeExpired(now: Date): Promise<number> {
    const { count } = await this.database.client.session.deleteMany({ where: { expiresAt: { lt: now } } });
    return count;
  }
}
