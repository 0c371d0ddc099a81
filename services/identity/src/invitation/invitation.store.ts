import { AppError, identityEvents, type Invitation, type User } from '@archestra/contracts';
import type { Tell } from '@archestra/messaging';
import { pageQuery, toPage, type PageOf } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { isTaken } from '../db/database-error.ts';
import { Database, type Transaction } from '../db/database.store.ts';
import {
  insertInvitation,
  invitationFacts,
  invitationInclude,
  rightsOfInvitation,
  toInvitation,
  type InvitationRow,
} from '../db/invite.ts';
import { beginGrant, findPerson, getPerson, getRights, lockRights, type Person } from '../db/person.ts';
import type { Change } from '../organization/organization.ts';
import { decidesOn } from '../right/granter.ts';
import { toUser, userFacts } from '../user/user.ts';

/** What is asked for, and what is stored of the secret. */
export interface InvitationDraft {
  email: string;
  role: string;
  teamIds: string[];
  hash: string;
  expiresAt: Date;
}

/** How an invited person wants to be known. */
export interface Acceptance {
  name: string;
  passwordHash: string;
}

const gone = (): AppError =>
  new AppError('NOT_FOUND', 'This invitation was used, withdrawn or has expired. Ask for another one.');

@Injectable()
export class InvitationStore {
  constructor(private readonly database: Database) {}

  async list(organizationId: string, request: PageOf) {
    const { after, ...page } = pageQuery(request);
    const rows = await this.database.client.invitation.findMany({
      where: { organizationId, expiresAt: { gt: new Date() }, ...after },
      ...page,
      include: invitationInclude,
    });
    return toPage(rows.map(toInvitation), request.limit);
  }

  create(change: Change, draft: InvitationDraft): Promise<Invitation> {
    return this.database.change(async (transaction, tell) => {
      const { organizationId, actor, principal } = change;
      const granter = await beginGrant(transaction, organizationId, actor);
      granter.assertHas('invitation:write');
      const rights = await getRights(transaction, organizationId, draft.role);
      granter.assertGrants(rights.permissions);
      for (const teamId of draft.teamIds) granter.assertDecidesOn(teamId);
      await assertTeams(transaction, organizationId, draft.teamIds);
      const invitation = { ...draft, organizationId, role: rights.role, invitedBy: granter.id };
      return toInvitation(await insertInvitation(transaction, tell, invitation, principal));
    });
  }

  async delete(organizationId: string, id: string, principal: string | undefined): Promise<void> {
    await this.database.change(async (transaction, tell) => {
      const row = await transaction.invitation.findFirst({ where: { organizationId, id }, include: invitationInclude });
      const { count } = await transaction.invitation.deleteMany({ where: { organizationId, id } });
      if (!row || count === 0) throw new AppError('NOT_FOUND', 'There is no such invitation.');
      tell(identityEvents.invitationDeleted, {
        organizationId,
        ...(principal ? { principal } : {}),
        data: { id, name: row.email, before: invitationFacts(row), after: null },
      });
    });
  }

  /** The invitation behind a secret. Throws NOT_FOUND when it cannot be accepted (any more). */
  async open(hash: string): Promise<InvitationRow> {
    const row = await this.database.client.invitation.findUnique({ where: { hash }, include: invitationInclude });
    if (!row || row.expiresAt.getTime() <= Date.now()) throw gone();
    await grantingInviter(this.database.client, row);
    return row;
  }

  /** Makes the person, once: of several who try at the same time, the one who removes the invitation has it. */
  async accept(hash: string, acceptance: Acceptance): Promise<User> {
    try {
      return await this.database.change((transaction, tell) => accept(transaction, tell, hash, acceptance));
    } catch (error) {
      if (!isTaken(error)) throw error;
      throw new AppError('CONFLICT', 'This address has an account already. Ask to be invited under another one.');
    }
  }
}

const accept = async (
  transaction: Transaction,
  tell: Tell,
  hash: string,
  { name, passwordHash }: Acceptance,
): Promise<User> => {
  const row = await transaction.invitation.findUnique({ where: { hash }, include: invitationInclude });
  if (!row || row.expiresAt.getTime() <= Date.now()) throw gone();
  const { organizationId, email, role } = row;
  await lockRights(transaction, organizationId);
  const inviter = await grantingInviter(transaction, row);
  const { count } = await transaction.invitation.deleteMany({ where: { id: row.id } });
  if (count === 0) throw gone();
  const userId = uuid();
  await transaction.user.create({ data: { id: userId, organizationId, email, name, role } });
  await transaction.account.create({
    data: { id: uuid(), userId, accountId: userId, providerId: 'credential', password: passwordHash },
  });
  // A team that was deleted meanwhile is not joined, nor another one of its name, nor one the inviter no longer decides on.
  const teams = await transaction.team.findMany({
    where: { organizationId, id: { in: row.teamIds } },
    select: { id: true },
  });
  await transaction.teamMember.createMany({
    data: teams
      .filter(({ id }) => inviter === undefined || decidesOn(inviter, id))
      .map(({ id }) => ({ organizationId, teamId: id, userId, isLead: false })),
  });
  const user = toUser(await getPerson(transaction, organizationId, userId));
  const fact = { organizationId, principal: `user:${userId}` };
  tell(identityEvents.invitationAccepted, {
    ...fact,
    data: { id: row.id, name: email, before: invitationFacts(row), after: null },
  });
  tell(identityEvents.userCreated, {
    ...fact,
    data: { id: userId, name, before: null, after: userFacts(user) },
  });
  return user;
};

/** Whoever invited must still be able to grant what the invitation grants; nobody when it was the operator. */
const grantingInviter = async (transaction: Transaction, row: InvitationRow): Promise<Person | undefined> => {
  if (row.invitedBy === null) return undefined;
  const inviter = await findPerson(transaction, row.organizationId, row.invitedBy);
  const has = new Set(inviter?.isActive ? inviter.permissions : []);
  const needed = [...rightsOfInvitation(row).permissions, 'invitation:write' as const];
  if (!needed.every((permission) => has.has(permission))) throw gone();
  return inviter;
};

const assertTeams = async (transaction: Transaction, organizationId: string, teamIds: string[]): Promise<void> => {
  const count = await transaction.team.count({ where: { organizationId, id: { in: teamIds } } });
  if (count !== new Set(teamIds).size) throw new AppError('NOT_FOUND', 'There is no such team.');
};
