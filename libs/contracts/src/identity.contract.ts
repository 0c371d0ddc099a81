import { z } from 'zod';
import { Empty, Id, Timestamp, page, PageRequest } from './common.ts';
import { event } from './event.ts';
import { rpc } from './rpc.ts';
import { snapshot } from './snapshot.ts';

export const Role = z.enum(['admin', 'member']);
export type Role = z.output<typeof Role>;

export const User = z.object({
  id: Id,
  organizationId: Id,
  email: z.email(),
  name: z.string(),
  role: Role,
  mustChangePassword: z.boolean(),
  createdAt: Timestamp,
});
export type User = z.output<typeof User>;

/** Who is asking, as every service sees it. */
export const Principal = z.object({
  userId: Id,
  organizationId: Id,
  name: z.string(),
  email: z.email(),
  role: Role,
  /** Set when the caller used an API token. */
  tokenId: Id.optional(),
  tokenName: z.string().optional(),
  expiresAt: Timestamp.nullable(),
});
export type Principal = z.output<typeof Principal>;

/** An API token as it is listed; the secret is shown once, at creation, and stored as a SHA-256 hash. */
export const Token = z.object({
  id: Id,
  name: z.string(),
  userId: Id,
  /** First characters of the secret, to recognize it by. */
  prefix: z.string(),
  createdAt: Timestamp,
  expiresAt: Timestamp.nullable(),
  lastUsedAt: Timestamp.nullable(),
  revokedAt: Timestamp.nullable(),
});
export type Token = z.output<typeof Token>;

export const Session = z.object({ token: z.string(), expiresAt: Timestamp, user: User });
export const Password = z.string().min(12).max(256);
/** Lower-case hexadecimal SHA-256 of a token: the secret itself never leaves the process that received it. */
export const TokenHash = z.string().regex(/^[0-9a-f]{64}$/);

export const identity = {
  createSession: rpc(
    'identity.session.create',
    z.object({ email: z.email(), password: z.string().max(256) }),
    Session,
    5_000,
  ),
  verifySession: rpc(
    'identity.session.verify',
    z.object({ token: z.string().min(1).max(512) }),
    z.object({ user: User }),
  ),
  deleteSession: rpc('identity.session.delete', z.object({ token: z.string().min(1).max(512) }), Empty),
  changePassword: rpc(
    'identity.password.change',
    /** Ends every session of this person except the one whose token is `keepSession`. */
    z.object({
      userId: Id,
      currentPassword: z.string().max(256),
      newPassword: Password,
      keepSession: z.string().min(1).max(512).optional(),
    }),
    Empty,
    5_000,
  ),
  listUsers: rpc('identity.user.list', PageRequest, page(User)),
  createToken: rpc(
    'identity.token.create',
    z.object({ userId: Id, name: z.string().min(1).max(80), expiresAt: Timestamp.nullable().default(null) }),
    z.object({ token: Token, secret: z.string() }),
  ),
  listTokens: rpc('identity.token.list', z.object({ userId: Id }), z.object({ items: z.array(Token) })),
  revokeToken: rpc('identity.token.revoke', z.object({ userId: Id, tokenId: Id }), Empty),
  verifyToken: rpc('identity.token.verify', z.object({ hash: TokenHash }), Principal),
} as const;

export const identityEvents = {
  tokenCreated: event('identity.token.created', z.object({ tokenId: Id, userId: Id, name: z.string() })),
  tokenRevoked: event('identity.token.revoked', z.object({ tokenId: Id, userId: Id, name: z.string() })),
  sessionCreated: event('identity.session.created', z.object({ userId: Id })),
  sessionRefused: event('identity.session.refused', z.object({ email: z.string() })),
  passwordChanged: event('identity.password.changed', z.object({ userId: Id })),
} as const;

/** Keyed by token hash: what must stop working now, on every replica. */
export const revocations = snapshot('revocations', z.object({ revokedAt: Timestamp, tokenId: Id }));
