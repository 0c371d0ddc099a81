import { AppError, type identity, type Permission, type Principal, type Reply, type Token } from '@archestra/contracts';
import { reportError } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import { visibleName } from '../name/visible.ts';
import type { Change } from '../organization/organization.ts';
import { issueSecret } from '../secret/secret.ts';
import { Revocation } from './revocation.ts';
import { TokenUse } from './token-use.ts';
import { TokenStore, type TokenDraft, type TokenOwner } from './token.store.ts';

/** What a person fills in. */
export interface NewToken {
  name: string;
  expiresAt: string | null;
  scopes: Permission[] | null;
  profileIds: string[] | null;
}

/** Long enough for most answers; a longer one gets another, if the person still may. */
const CHAT_TOKEN_MS = 10 * 60_000;
/** What an answer needs: models, tools of the profile, and the built-in tools for the own memories. */
const CHAT_SCOPES = ['model:use', 'profile:use', 'memory:read', 'memory:write'] as const satisfies Permission[];

/** Neither yes nor no: whoever asked has to refuse for now, and may ask again. */
const unreachable = (cause: unknown): AppError => {
  reportError(cause, 'verification of a token');
  return new AppError('PEER_UNAVAILABLE', 'Tokens cannot be checked right now. Try again in a moment.', { cause });
};

const refused = (message: string): AppError => new AppError('UNAUTHENTICATED', message);

/** API tokens: issued, verified, revoked. */
@Injectable()
export class TokenService {
  constructor(
    private readonly tokens: TokenStore,
    private readonly use: TokenUse,
    private readonly revocation: Revocation,
  ) {}

  /** A token of whoever acts. The reply is the only place where the secret ever appears. */
  async create(change: Change, asked: NewToken): Promise<{ token: Token; secret: string }> {
    const { secret, draft } = prepare(asked);
    return { token: await this.tokens.create(change, draft), secret };
  }

  /** A token of a team, or of a service when there is no team. */
  async createShared(
    change: Change,
    { teamId, ...asked }: NewToken & { teamId: string | null; scopes: Permission[] },
  ): Promise<{ token: Token; secret: string }> {
    const { secret, draft } = prepare(asked);
    return { token: await this.tokens.createShared(change, { ...draft, teamId, scopes: asked.scopes }), secret };
  }

  /** A token by which a person's chat is answered for the next minutes. */
  async createForChat(
    organizationId: string,
    { userId, profileId }: { userId: string; profileId: string | null },
  ): Promise<Reply<typeof identity.createChatToken>> {
    const expiresAt = new Date(Date.now() + CHAT_TOKEN_MS).toISOString();
    const profileIds = profileId === null ? [] : [profileId];
    const { secret, draft } = prepare({ name: 'chat', expiresAt, scopes: [...CHAT_SCOPES], profileIds });
    const { id: tokenId } = await this.tokens.createForChat(organizationId, userId, draft);
    return { tokenId, secret, expiresAt };
  }

  /** Who holds the token. Only its owner can know the secret behind the hash, so the sentence may say what became of it. */
  async verify(hash: string): Promise<Principal> {
    const found = await this.tokens.findByHash(hash).catch((error: unknown) => {
      throw unreachable(error);
    });
    if (!found) throw refused('The token is not known.');
    if (found.revokedAt) throw refused('The token was revoked. Create a new one in the console.');
    if (found.expiresAt && found.expiresAt.getTime() <= Date.now())
      throw refused('The token has expired. Create a new one in the console.');
    if (!found.principal) throw refused('Whoever this token acted for is gone or deactivated.');
    this.use.seen(found.principal.tokenId);
    return found.principal;
  }

  /** Safe to repeat: a caller who got an error cannot know whether the revocation was stored. */
  async revoke(owner: TokenOwner, tokenId: string): Promise<void> {
    await this.revocation.spread(await this.tokens.revoke(owner, tokenId));
  }
}

const prepare = ({ name, expiresAt, scopes, profileIds }: NewToken): { secret: string; draft: TokenDraft } => {
  const expires = expiresAt === null ? null : new Date(expiresAt);
  if (expires && expires.getTime() <= Date.now())
    throw new AppError('INVALID_INPUT', 'The token would expire in the past.');
  const { secret, prefix, hash } = issueSecret('arch_');
  return { secret, draft: { name: visibleName(name), expiresAt: expires, scopes, profileIds, prefix, hash } };
};
