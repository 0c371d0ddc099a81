import { AppError, identityEvents, Role, type Principal, type Token } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { Database } from '../db/database.store.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { IssuedSecret } from './secret.ts';

/** Whose tokens, and who acts. */
export interface TokenOwner {
  organizationId: string;
  userId: string;
  principal?: string | undefined;
}

export interface Revoked {
  id: string;
  hash: string;
  revokedAt: Date;
}

/** A token with its owner, as it is found by its hash. */
export interface FoundToken {
  principal: Principal & { tokenId: string };
  expiresAt: Date | null;
  revokedAt: Date | null;
}

const listed = {
  id: true,
  name: true,
  userId: true,
  prefix: true,
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
  revokedAt: true,
} as const;
type ListedRow = Prisma.TokenGetPayload<{ select: typeof listed }>;

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;
const toToken = (row: ListedRow): Token => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  expiresAt: iso(row.expiresAt),
  lastUsedAt: iso(row.lastUsedAt),
  revokedAt: iso(row.revokedAt),
});
const by = (principal: string | undefined): { principal?: string } => (principal ? { principal } : {});

@Injectable()
export class TokenStore {
  constructor(private readonly database: Database) {}

  /** Throws NOT_FOUND when the user is not a member of the organization. */
  create(
    owner: TokenOwner,
    { prefix, hash }: IssuedSecret,
    { name, expiresAt }: { name: string; expiresAt: Date | null },
  ): Promise<Token> {
    const { organizationId, userId } = owner;
    return this.database.change(async (transaction, tell) => {
      const user = await transaction.user.findUnique({
        where: { organizationId_id: { organizationId, id: userId } },
        select: { id: true },
      });
      if (!user) throw new AppError('NOT_FOUND', 'There is no such user.');
      const row = await transaction.token.create({
        data: { id: uuid(), organizationId, userId, name, prefix, hash, expiresAt },
        select: listed,
      });
      tell(identityEvents.tokenCreated, {
        organizationId,
        ...by(owner.principal),
        data: { tokenId: row.id, userId, name },
      });
      return toToken(row);
    });
  }

  async list({ organizationId, userId }: TokenOwner): Promise<Token[]> {
    const rows = await this.database.client.token.findMany({
      where: { organizationId, userId },
      orderBy: { id: 'desc' },
      select: listed,
    });
    return rows.map(toToken);
  }

  async findByHash(hash: string): Promise<FoundToken | undefined> {
    const row = await this.database.client.token.findUnique({ where: { hash }, include: { user: true } });
    if (!row) return undefined;
    const { user, id, name, expiresAt, revokedAt } = row;
    const principal = {
      userId: user.id,
      organizationId: user.organizationId,
      name: user.name,
      email: user.email,
      role: Role.parse(user.role),
      tokenId: id,
      tokenName: name,
      expiresAt: iso(expiresAt),
    };
    return { principal, expiresAt, revokedAt };
  }

  /** Row and fact in one transaction. The first revocation counts; repeating it states no second fact. Throws NOT_FOUND. */
  revoke({ organizationId, userId, principal }: TokenOwner, tokenId: string): Promise<Revoked> {
    return this.database.change(async (transaction, tell) => {
      const owned = { organizationId, userId, id: tokenId };
      const { count } = await transaction.token.updateMany({
        where: { ...owned, revokedAt: null },
        data: { revokedAt: new Date() },
      });
      const row = await transaction.token.findFirst({
        where: owned,
        select: { id: true, hash: true, name: true, revokedAt: true },
      });
      if (!row?.revokedAt) throw new AppError('NOT_FOUND', 'There is no such token.');
      if (count > 0)
        tell(identityEvents.tokenRevoked, {
          organizationId,
          ...by(principal),
          data: { tokenId, userId, name: row.name },
        });
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
