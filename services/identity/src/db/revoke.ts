import { identityEvents, PrincipalKind } from '@archestra/contracts';
import type { Tell } from '@archestra/messaging';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Transaction } from './database.store.ts';

/** A token that must stop working everywhere. */
export interface Revoked {
  id: string;
  hash: string;
  revokedAt: Date;
}

/** Revokes every live token that is meant, and states it. Whoever calls spreads them after the commit. */
export const revokeTokens = async (
  transaction: Transaction,
  tell: Tell,
  where: Prisma.TokenWhereInput & { organizationId: string },
  principal: string | undefined,
): Promise<Revoked[]> => {
  const revokedAt = new Date();
  const rows = await transaction.token.updateManyAndReturn({
    where: { ...where, revokedAt: null },
    data: { revokedAt },
  });
  for (const row of rows)
    tell(identityEvents.tokenRevoked, {
      organizationId: row.organizationId,
      ...(principal ? { principal } : {}),
      data: { tokenId: row.id, kind: PrincipalKind.parse(row.kind), ownerId: ownerOf(row), name: row.name },
    });
  return rows.map(({ id, hash }) => ({ id, hash, revokedAt }));
};

/** The user or team a token acts for; a service acts for itself. */
export const ownerOf = ({ id, userId, teamId }: { id: string; userId: string | null; teamId: string | null }): string =>
  userId ?? teamId ?? id;
