import { AppError, identityEvents, type User } from '@archestra/contracts';
import type { Tell } from '@archestra/messaging';
import { containing, pageQuery, toPage, type PageOf } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.store.ts';
import { beginGrant, getPerson, getRights, personInclude, toPerson, type Person } from '../db/person.ts';
import { revokeTokens, type Revoked } from '../db/revoke.ts';
import type { Change } from '../organization/organization.ts';
import { toUser, userFacts } from './user.ts';

@Injectable()
export class UserStore {
  constructor(private readonly database: Database) {}

  /** `query` searches names and addresses. */
  async list(organizationId: string, request: PageOf & { query?: string | undefined }) {
    const { after, ...page } = pageQuery(request);
    const match = request.query ? containing(request.query) : undefined;
    const rows = await this.database.client.user.findMany({
      where: { organizationId, ...after, ...(match ? { OR: [{ name: match }, { email: match }] } : {}) },
      ...page,
      include: personInclude,
    });
    return toPage(
      rows.map((row) => toUser(toPerson(row))),
      request.limit,
    );
  }

  /** Throws NOT_FOUND. */
  async get(organizationId: string, id: string): Promise<User> {
    return toUser(await getPerson(this.database.client, organizationId, id));
  }

  setRole(change: Change, id: string, role: string): Promise<User> {
    return this.database.change(async (transaction, tell) => {
      const { organizationId, actor } = change;
      const granter = await beginGrant(transaction, organizationId, actor);
      granter.assertHas('user:write');
      const person = await getPerson(transaction, organizationId, id);
      granter.assertMayChange(person);
      const rights = await getRights(transaction, organizationId, role);
      granter.assertGrants(rights.permissions);
      if (rights.role !== 'admin') await assertOtherAdmin(transaction, person);
      await transaction.user.update({ where: { id }, data: { role: rights.role, updatedAt: new Date() } });
      return told(transaction, tell, change, person);
    });
  }

  /** Deactivation ends sessions and tokens for good; reactivation brings none of them back. */
  setActive(change: Change, id: string, isActive: boolean): Promise<{ user: User; revoked: Revoked[] }> {
    return this.database.change(async (transaction, tell) => {
      const { organizationId, actor } = change;
      const granter = await beginGrant(transaction, organizationId, actor);
      granter.assertHas('user:write');
      const person = await getPerson(transaction, organizationId, id);
      granter.assertMayChange(person);
      if (!isActive) await assertOtherAdmin(transaction, person);
      await transaction.user.update({ where: { id }, data: { isActive, updatedAt: new Date() } });
      const revoked = isActive ? [] : await this.endEverything(transaction, tell, change, id);
      return { user: await told(transaction, tell, change, person), revoked };
    });
  }

  private async endEverything(
    transaction: Transaction,
    tell: Tell,
    { organizationId, principal }: Change,
    userId: string,
  ): Promise<Revoked[]> {
    await transaction.session.deleteMany({ where: { userId } });
    return revokeTokens(transaction, tell, { organizationId, userId }, principal);
  }
}

/** Throws CONFLICT when an organization would be left without anybody who can manage it. */
const assertOtherAdmin = async (transaction: Transaction, { id, role, isActive, organizationId }: Person) => {
  if (role !== 'admin' || !isActive) return;
  const others = await transaction.user.count({
    where: { organizationId, role: 'admin', isActive: true, id: { not: id } },
  });
  if (others === 0) throw new AppError('CONFLICT', 'This is the last active administrator. Appoint another one first.');
};

/** States what became of a person; nothing when nothing did. */
const told = async (transaction: Transaction, tell: Tell, change: Change, before: Person): Promise<User> => {
  const { organizationId, principal } = change;
  const user = toUser(await getPerson(transaction, organizationId, before.id));
  const was = toUser(before);
  if (user.role !== was.role || user.isActive !== was.isActive)
    tell(identityEvents.userChanged, {
      organizationId,
      ...(principal ? { principal } : {}),
      data: { id: user.id, name: user.name, before: userFacts(was), after: userFacts(user) },
    });
  return user;
};
