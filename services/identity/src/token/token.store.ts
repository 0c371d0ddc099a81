import { AppError, identityEvents, type Permission, type Principal, type Token } from '@archestra/contracts';
import type { Tell } from '@archestra/messaging';
import { pageQuery, toPage, type PageOf } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { Database, type Transaction } from '../db/database.store.ts';
import { beginGrant, findPerson, type Person } from '../db/person.ts';
import { revokeTokens, type Revoked } from '../db/revoke.ts';
import { principalOf, tokenInclude, toToken } from '../db/token.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Change } from '../organization/organization.ts';

const CHAT_TOKEN_KEPT_MS = 3_600_000;

/** Whose tokens, and who acts; without a user the shared ones. */
export interface TokenOwner {
  organizationId: string;
  userId: string | null;
  principal?: string | undefined;
}

export interface TokenDraft {
  name: string;
  scopes: Permission[] | null;
  profileIds: string[] | null;
  expiresAt: Date | null;
  prefix: string;
  hash: string;
}

/** A token as it is found by its hash; without a principal when whoever it acted for is gone. */
export interface FoundToken {
  principal: (Principal & { tokenId: string }) | undefined;
  expiresAt: Date | null;
  revokedAt: Date | null;
}

@Injectable()
export class TokenStore {
  constructor(private readonly database: Database) {}

  /** A token of whoever acts. Without scopes it may all they may, which only somebody with all their rights can hand on. */
  create(change: Change, draft: TokenDraft): Promise<Token> {
    return this.database.change(async (transaction, tell) => {
      const { organizationId, actor } = change;
      const granter = await beginGrant(transaction, organizationId, actor);
      granter.assertHas('token:write');
      if (draft.scopes === null && !granter.isWhole)
        throw new AppError('NOT_ALLOWED', 'This token has some of your rights only. Name scopes for the new one.');
      granter.assertGrants(draft.scopes ?? []);
      return insert(transaction, tell, change, { ...draft, kind: 'user', userId: granter.id, teamId: null });
    });
  }

  /** A token of a team or a service. Throws NOT_FOUND for teams of other organizations. */
  createShared(change: Change, draft: TokenDraft & { teamId: string | null; scopes: Permission[] }): Promise<Token> {
    return this.database.change(async (transaction, tell) => {
      const { organizationId, actor } = change;
      const granter = await beginGrant(transaction, organizationId, actor);
      granter.assertHas('shared-token:write');
      granter.assertGrants(draft.scopes);
      if (draft.teamId !== null) {
        if ((await transaction.team.count({ where: { organizationId, id: draft.teamId } })) === 0)
          throw new AppError('NOT_FOUND', 'There is no such team.');
        granter.assertSpeaksFor(draft.teamId);
      }
      const kind = draft.teamId === null ? 'service' : 'team';
      return insert(transaction, tell, change, { ...draft, kind, userId: null });
    });
  }

  /**
   * A token of the platform's own for a person's chat. Nothing is granted by it: what it may do is cut by their rights each
   * time it is used. Those that expired an hour ago are removed. Throws `NOT_ALLOWED`.
   */
  createForChat(organizationId: string, userId: string, draft: TokenDraft): Promise<Token> {
    return this.database.change(async (transaction) => {
      const person = await findPerson(transaction, organizationId, userId);
      assertMayChat(person);
      const longAgo = new Date(Date.now() - CHAT_TOKEN_KEPT_MS);
      await transaction.token.deleteMany({ where: { userId, purpose: 'chat', expiresAt: { lt: longAgo } } });
      const { scopes, profileIds, ...owned } = draft;
      const row = await transaction.token.create({
        data: {
          id: uuid(),
          organizationId,
          ...owned,
          kind: 'user',
          userId,
          purpose: 'chat',
          scopes: scopes ?? [],
          profileIds: profileIds ?? [],
        },
      });
      return toToken(row);
    });
  }

  async list({ organizationId, userId }: { organizationId: string; userId: string }): Promise<Token[]> {
    const rows = await this.database.client.token.findMany({
      where: { organizationId, kind: 'user', userId, purpose: null },
      orderBy: { id: 'desc' },
    });
    return rows.map(toToken);
  }

  /** Tokens of teams and services, oldest first; of one team when it is named. */
  async listShared(organizationId: string, request: PageOf & { teamId?: string | undefined }) {
    const { after, ...page } = pageQuery(request);
    const whose = request.teamId === undefined ? { kind: { not: 'user' } } : { kind: 'team', teamId: request.teamId };
    const rows = await this.database.client.token.findMany({ where: { organizationId, ...whose, ...after }, ...page });
    return toPage(rows.map(toToken), request.limit);
  }

  async findByHash(hash: string): Promise<FoundToken | undefined> {
    const row = await this.database.client.token.findUnique({ where: { hash }, include: tokenInclude });
    if (!row) return undefined;
    const team = row.teamId
      ? await this.database.client.team.findUnique({
          where: { organizationId_id: { organizationId: row.organizationId, id: row.teamId } },
          select: { name: true },
        })
      : null;
    return { principal: principalOf(row, team?.name), expiresAt: row.expiresAt, revokedAt: row.revokedAt };
  }

  /** Row and fact in one transaction. The first revocation counts; repeating it states no second fact. Throws NOT_FOUND. */
  revoke({ organizationId, userId, principal }: TokenOwner, tokenId: string): Promise<Revoked> {
    return this.database.change(async (transaction, tell) => {
      const whose = userId === null ? { kind: { not: 'user' } } : { kind: 'user', userId };
      const owned = { organizationId, id: tokenId, ...whose };
      await revokeTokens(transaction, tell, owned, principal);
      const row = await transaction.token.findFirst({
        where: owned,
        select: { id: true, hash: true, revokedAt: true },
      });
      if (!row?.revokedAt) throw new AppError('NOT_FOUND', 'There is no such token.');
      return { id: row.id, hash: row.hash, revokedAt: row.revokedAt };
    });
  }

  /** Revoked tokens that time alone would not refuse. */
  async listRevoked(now: Date): Promise<Revoked[]> {
    const rows = await this.database.client.token.findMany({
      where: { revokedAt: { not: null }, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
      select: { id: true, hash: true, revokedAt: true },
    });
    return rows.flatMap(({ id, hash, revokedAt }) => (revokedAt ? [{ id, hash, revokedAt }] : []));
  }

  /** Writes the times of last use in one statement; an older time never replaces a newer one. */
  async recordUse(uses: ReadonlyMap<string, Date>): Promise<void> {
    const rows = JSON.stringify([...uses].map(([id, at]) => ({ id, at })));
    await this.database.client.$executeRaw(Prisma.sql`
      UPDATE token SET last_used_at = GREATEST(token.last_used_at, use.at)
      FROM jsonb_to_recordset(${rows}::jsonb) AS use (id uuid, at timestamptz)
      WHERE token.id = use.id`);
  }
}

const assertMayChat = (person: Person | undefined): void => {
  if (!person?.isActive) throw new AppError('NOT_ALLOWED', 'This account is deactivated. Ask an administrator.');
  const missing = (['chat:write', 'model:use'] as const).find((one) => !person.permissions.includes(one));
  if (missing)
    throw new AppError('NOT_ALLOWED', `This needs the permission ${missing}. Ask an administrator.`, {
      details: { permission: missing },
    });
};

type Owned = TokenDraft & { kind: Token['kind']; userId: string | null; teamId: string | null };

const insert = async (
  transaction: Transaction,
  tell: Tell,
  { organizationId, principal, actor }: Change,
  { scopes, profileIds, ...owned }: Owned,
): Promise<Token> => {
  const row = await transaction.token.create({
    data: {
      id: uuid(),
      organizationId,
      createdBy: actor.userId,
      ...owned,
      scopes: scopes ?? Prisma.DbNull,
      profileIds: profileIds ?? Prisma.DbNull,
    },
  });
  const token = toToken(row);
  const { id: tokenId, kind, ownerId, name, expiresAt } = token;
  tell(identityEvents.tokenCreated, {
    organizationId,
    ...(principal ? { principal } : {}),
    data: { tokenId, kind, ownerId, name, scopes, expiresAt },
  });
  return token;
};
