import { z } from 'zod';
import { Empty, Id, PageRequest, Timestamp, page } from './common.ts';
import { Permission } from './console-permission.ts';
import { event } from './event.ts';
import { people, peopleEvents, User } from './people.contract.ts';
import { rpc } from './rpc.ts';
import { snapshot } from './snapshot.ts';

/** `user`: a person. `team`: a token of a team, for what the team shares. `service`: a token of a machine. */
export const PrincipalKind = z.enum(['user', 'team', 'service']);
export type PrincipalKind = z.output<typeof PrincipalKind>;

/** Who is asking, as every service sees it. `id` is the user's, the team's or the service token's. */
export const Principal = z.object({
  kind: PrincipalKind,
  id: Id,
  organizationId: Id,
  name: z.string(),
  email: z.email().nullable(),
  permissions: z.array(Permission),
  teamIds: z.array(Id),
  /** Set when the caller used an API token. */
  tokenId: Id.optional(),
  tokenName: z.string().optional(),
  /** What the token is narrowed to; null: whatever the owner may do now. */
  scopes: z.array(Permission).nullable(),
  /** Profiles the token is narrowed to; null: all its owner may use. */
  profileIds: z.array(Id).nullable(),
  expiresAt: Timestamp.nullable(),
  /** Set when the platform itself holds the token, to answer a person's chat; nobody can ask for such a token from outside. */
  issuedFor: z.literal('chat').optional(),
});
export type Principal = z.output<typeof Principal>;

/** Value of the `x-principal` header: `user:<id>`, `team:<id>`, `service:<id>`. */
export const principalHeader = ({ kind, id }: Pick<Principal, 'kind' | 'id'>): string => `${kind}:${id}`;

/** An API token as it is listed; the secret is shown once, at creation, and stored as a SHA-256 hash. */
export const Token = z.object({
  id: Id,
  kind: PrincipalKind,
  /** User or team it acts for; a service token acts for itself and has its own id here. */
  ownerId: Id,
  name: z.string(),
  /** First characters of the secret, to recognize it by. */
  prefix: z.string(),
  scopes: z.array(Permission).nullable(),
  profileIds: z.array(Id).nullable(),
  createdBy: Id.nullable(),
  createdAt: Timestamp,
  expiresAt: Timestamp.nullable(),
  lastUsedAt: Timestamp.nullable(),
  revokedAt: Timestamp.nullable(),
});
export type Token = z.output<typeof Token>;

const tokenName = z.string().min(1).max(80);
const profileIds = z.array(Id).max(200).nullable().default(null);
/** What a person fills in. Team and service tokens must name their scopes, all of which the creator has. */
export const PersonalTokenInput = z.object({
  name: tokenName,
  scopes: z.array(Permission).min(1).nullable().default(null),
  profileIds,
  expiresAt: Timestamp.nullable().default(null),
});
export const SharedTokenInput = z.object({
  name: tokenName,
  /** Null: a service token. */
  teamId: Id.nullable(),
  scopes: z.array(Permission).min(1),
  profileIds,
  expiresAt: Timestamp.nullable().default(null),
});
const createdToken = z.object({ token: Token, secret: z.string() });

export const Session = z.object({ token: z.string(), expiresAt: Timestamp, user: User });
export const Password = z.string().min(12).max(256);
/** Lower-case hexadecimal SHA-256 of a token: the secret itself never leaves the process that received it. */
export const TokenHash = z.string().regex(/^[0-9a-f]{64}$/);
/** The person who acts and what they may do: rights are checked again where they are granted. */
export const Actor = z.object({ userId: Id, permissions: z.array(Permission) });
export type Actor = z.output<typeof Actor>;

export const identity = {
  ...people,
  createSession: rpc(
    'identity.session.create',
    z.object({ email: z.email(), password: z.string().max(256) }),
    Session,
    5_000,
  ),
  verifySession: rpc(
    'identity.session.verify',
    z.object({ token: z.string().min(1).max(512) }),
    z.object({ user: User, principal: Principal }),
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
  createToken: rpc('identity.token.create', PersonalTokenInput.extend({ actor: Actor }), createdToken),
  listTokens: rpc('identity.token.list', z.object({ userId: Id }), z.object({ items: z.array(Token) })),
  revokeToken: rpc('identity.token.revoke', z.object({ userId: Id, tokenId: Id }), Empty),
  createSharedToken: rpc('identity.shared-token.create', SharedTokenInput.extend({ actor: Actor }), createdToken),
  listSharedTokens: rpc('identity.shared-token.list', PageRequest.extend({ teamId: Id.optional() }), page(Token)),
  revokeSharedToken: rpc('identity.shared-token.revoke', z.object({ tokenId: Id }), Empty),
  /**
   * A token for minutes by which the bff answers a person's chat: it may do what they may do now, of models, memories and
   * one profile (null: none). It is in no list. Throws NOT_ALLOWED when they are deactivated or may not chat or call models.
   */
  createChatToken: rpc(
    'identity.chat-token.create',
    z.object({ userId: Id, profileId: Id.nullable() }),
    z.object({ tokenId: Id, secret: z.string(), expiresAt: Timestamp }),
  ),
  verifyToken: rpc('identity.token.verify', z.object({ hash: TokenHash }), Principal),
} as const;

const tokenFact = z.object({ tokenId: Id, kind: PrincipalKind, ownerId: Id, name: z.string() });
export const identityEvents = {
  ...peopleEvents,
  tokenCreated: event(
    'identity.token.created',
    tokenFact.extend({ scopes: z.array(Permission).nullable(), expiresAt: Timestamp.nullable() }),
  ),
  tokenRevoked: event('identity.token.revoked', tokenFact),
  sessionCreated: event('identity.session.created', z.object({ userId: Id })),
  sessionRefused: event('identity.session.refused', z.object({ email: z.string() })),
  passwordChanged: event('identity.password.changed', z.object({ userId: Id })),
} as const;

/** Keyed by token hash: what must stop working now, on every replica. */
export const revocations = snapshot('revocations', z.object({ revokedAt: Timestamp, tokenId: Id }));

/** The live rights of each person, keyed by user id. A change of role, team or activity takes effect everywhere through it. */
export const PrincipalSnapshot = z.object({
  organizationId: Id,
  isActive: z.boolean(),
  permissions: z.array(Permission),
  teamIds: z.array(Id),
});
export type PrincipalSnapshot = z.output<typeof PrincipalSnapshot>;
export const principals = snapshot('principals', PrincipalSnapshot);
