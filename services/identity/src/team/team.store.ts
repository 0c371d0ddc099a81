import { AppError, identityEvents, type Team } from '@archestra/contracts';
import { containing, pageQuery, toPage, type PageOf } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { Database, type Transaction } from '../db/database.store.ts';
import { beginGrant } from '../db/person.ts';
import { revokeTokens, type Revoked } from '../db/revoke.ts';
import { counted, detailed, teamFacts, toDetail, toTeam, type Detail } from '../db/team.ts';
import { storableText } from '../name/visible.ts';
import type { Change } from '../organization/organization.ts';

type Draft = Pick<Team, 'name' | 'description'>;

@Injectable()
export class TeamStore {
  constructor(private readonly database: Database) {}

  async list(organizationId: string, request: PageOf & { query?: string | undefined }) {
    const { after, ...page } = pageQuery(request);
    const match = request.query ? containing(request.query) : undefined;
    const rows = await this.database.client.team.findMany({
      where: { organizationId, ...after, ...(match ? { OR: [{ name: match }, { description: match }] } : {}) },
      ...page,
      include: counted,
    });
    return toPage(rows.map(toTeam), request.limit);
  }

  /** Throws NOT_FOUND. */
  get(organizationId: string, id: string): Promise<Detail> {
    return get(this.database.client, organizationId, id);
  }

  create(change: Change, { name, description }: Draft): Promise<Detail> {
    const draft = { name, description: storableText(description) };
    return this.database.change(async (transaction, tell) => {
      const { organizationId, actor } = change;
      (await beginGrant(transaction, organizationId, actor)).assertHas('team:write');
      await assertFree(transaction, organizationId, name);
      const row = await transaction.team.create({ data: { id: uuid(), organizationId, ...draft }, include: detailed });
      tell(identityEvents.teamCreated, { ...by(change), data: { id: row.id, name, before: null, after: draft } });
      return toDetail(row);
    });
  }

  update(change: Change, id: string, { name, description }: Draft): Promise<Detail> {
    const draft = { name, description: storableText(description) };
    return this.database.change(async (transaction, tell) => {
      const { organizationId, actor } = change;
      (await beginGrant(transaction, organizationId, actor)).assertHas('team:write');
      const before = await get(transaction, organizationId, id);
      if (name !== before.name) await assertFree(transaction, organizationId, name);
      const row = await transaction.team.update({ where: { id }, data: draft, include: detailed });
      tell(identityEvents.teamChanged, { ...by(change), data: { id, name, before: teamFacts(before), after: draft } });
      return toDetail(row);
    });
  }

  /** Ends the team's tokens with it. Answers who was in it and what was revoked. */
  delete(change: Change, id: string): Promise<{ memberIds: string[]; revoked: Revoked[] }> {
    return this.database.change(async (transaction, tell) => {
      const { organizationId, actor, principal } = change;
      (await beginGrant(transaction, organizationId, actor)).assertHas('team:write');
      const team = await get(transaction, organizationId, id);
      const revoked = await revokeTokens(transaction, tell, { organizationId, teamId: id }, principal);
      await transaction.team.delete({ where: { id } });
      tell(identityEvents.teamDeleted, {
        ...by(change),
        data: { id, name: team.name, before: teamFacts(team), after: null },
      });
      return { memberIds: team.members.map(({ userId }) => userId), revoked };
    });
  }

  /** Adds a person, or says whether they lead. Throws NOT_FOUND for people of other organizations. */
  setMember(change: Change, id: string, { userId, isLead }: { userId: string; isLead: boolean }): Promise<Detail> {
    return this.database.change(async (transaction, tell) => {
      const { organizationId, actor } = change;
      (await beginGrant(transaction, organizationId, actor)).assertDecidesOn(id);
      const team = await get(transaction, organizationId, id);
      const user = await transaction.user.findUnique({
        where: { organizationId_id: { organizationId, id: userId } },
        select: { name: true, isActive: true },
      });
      if (!user?.isActive) throw new AppError('NOT_FOUND', 'There is no such active person.');
      const before = memberOf(team, userId);
      const key = { organizationId, teamId: id, userId };
      await transaction.teamMember.upsert({
        where: { organizationId_teamId_userId: key },
        create: { ...key, isLead },
        update: { isLead },
      });
      if (before?.isLead !== isLead)
        tell(identityEvents.teamMemberChanged, {
          ...by(change),
          data: { id: userId, name: user.name, teamId: id, teamName: team.name, before, after: { isLead } },
        });
      return get(transaction, organizationId, id);
    });
  }

  deleteMember(change: Change, id: string, userId: string): Promise<Detail> {
    return this.database.change(async (transaction, tell) => {
      const { organizationId, actor } = change;
      (await beginGrant(transaction, organizationId, actor)).assertDecidesOn(id);
      const team = await get(transaction, organizationId, id);
      const member = team.members.find((one) => one.userId === userId);
      if (!member) throw new AppError('NOT_FOUND', 'This person is not in the team.');
      await transaction.teamMember.delete({
        where: { organizationId_teamId_userId: { organizationId, teamId: id, userId } },
      });
      const before = { isLead: member.isLead };
      tell(identityEvents.teamMemberChanged, {
        ...by(change),
        data: { id: userId, name: member.name, teamId: id, teamName: team.name, before, after: null },
      });
      return get(transaction, organizationId, id);
    });
  }
}

const by = ({ organizationId, principal }: Change) => ({ organizationId, ...(principal ? { principal } : {}) });

const memberOf = (team: Detail, userId: string): { isLead: boolean } | null => {
  const member = team.members.find((one) => one.userId === userId);
  return member ? { isLead: member.isLead } : null;
};

const get = async (transaction: Transaction, organizationId: string, id: string): Promise<Detail> => {
  const row = await transaction.team.findUnique({
    where: { organizationId_id: { organizationId, id } },
    include: detailed,
  });
  if (!row) throw new AppError('NOT_FOUND', 'There is no such team.');
  return toDetail(row);
};

const assertFree = async (transaction: Transaction, organizationId: string, name: string): Promise<void> => {
  if ((await transaction.team.count({ where: { organizationId, name } })) > 0)
    throw new AppError('CONFLICT', 'There is a team of this name.');
};
