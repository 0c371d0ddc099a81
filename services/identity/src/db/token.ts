import { Id, Permission, PrincipalKind, type Principal, type Token } from '@archestra/contracts';
import { z } from 'zod';
import type { Prisma } from '../generated/prisma/client.ts';
import { personInclude, toPerson } from './person.ts';
import { ownerOf } from './revoke.ts';

/** What is read of a token to know for whom it acts. */
export const tokenInclude = { user: { include: personInclude } } as const satisfies Prisma.TokenInclude;
export type TokenRow = Prisma.TokenGetPayload<object>;
export type OwnedTokenRow = Prisma.TokenGetPayload<{ include: typeof tokenInclude }>;

const Scopes = z.array(z.string()).nullable();
const ProfileIds = z.array(Id).nullable();

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;

/** What was stored and is still a permission; null: not narrowed. Throws when the row is not readable: it narrows to nothing we know. */
const scopesOf = (stored: unknown): Permission[] | null =>
  Scopes.parse(stored)?.filter((scope): scope is Permission => Permission.safeParse(scope).success) ?? null;

export const toToken = (row: TokenRow): Token => ({
  id: row.id,
  kind: PrincipalKind.parse(row.kind),
  ownerId: ownerOf(row),
  name: row.name,
  prefix: row.prefix,
  scopes: scopesOf(row.scopes),
  profileIds: ProfileIds.parse(row.profileIds),
  createdBy: row.createdBy,
  createdAt: row.createdAt.toISOString(),
  expiresAt: iso(row.expiresAt),
  lastUsedAt: iso(row.lastUsedAt),
  revokedAt: iso(row.revokedAt),
});

/** Who a token makes of whoever shows it; undefined when its person is deactivated or its team is gone. */
export const principalOf = (
  row: OwnedTokenRow,
  teamName: string | undefined,
): (Principal & { tokenId: string }) | undefined => {
  const { kind, ownerId, scopes, profileIds, expiresAt } = toToken(row);
  const owner = ownerFacts(row, teamName, scopes);
  return (
    owner && {
      kind,
      id: ownerId,
      organizationId: row.organizationId,
      tokenId: row.id,
      tokenName: row.name,
      scopes,
      profileIds,
      expiresAt,
      ...(row.purpose === 'chat' ? { issuedFor: row.purpose } : {}),
      ...owner,
    }
  );
};

type OwnerFacts = Pick<Principal, 'name' | 'email' | 'permissions' | 'teamIds'>;

const ownerFacts = (
  row: OwnedTokenRow,
  teamName: string | undefined,
  scopes: Permission[] | null,
): OwnerFacts | undefined => {
  const permissions = scopes ?? [];
  if (row.kind === 'service') return { name: row.name, email: null, permissions, teamIds: [] };
  if (row.kind === 'team')
    return teamName === undefined || row.teamId === null
      ? undefined
      : { name: teamName, email: null, permissions, teamIds: [row.teamId] };
  const person = row.user ? toPerson(row.user) : undefined;
  if (!person?.isActive) return undefined;
  return {
    name: person.name,
    email: person.email,
    permissions: person.permissions.filter((permission) => scopes === null || scopes.includes(permission)),
    teamIds: [...person.teamIds],
  };
};
