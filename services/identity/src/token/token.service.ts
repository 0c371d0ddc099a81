import { AppError, type Principal, type Token } from '@archestra/contracts';
import { reportError } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import { Revocation } from './revocation.ts';
import { issueSecret } from './secret.ts';
import { TokenUse } from './token-use.ts';
import { TokenStore, type TokenOwner } from './token.store.ts';

interface NewToken {
  name: string;
  expiresAt: string | null;
}

// Control characters and halves of characters cannot be stored, or not be seen.
const UNSHOWABLE = /[\p{Cc}\p{Cs}]/u;

/** Neither yes nor no: whoever asked has to refuse for now, and may ask again. */
const unreachable = (cause: unknown): AppError => {
  reportError(cause, 'verification of a token');
  return new AppError('PEER_UNAVAILABLE', 'Tokens cannot be checked right now. Try again in a moment.', { cause });
};

const refused = (message: string): AppError => new AppError('UNAUTHENTICATED', message);

/** API tokens: issued, listed, verified, revoked. */
@Injectable()
export class TokenService {
  constructor(
    private readonly tokens: TokenStore,
    private readonly use: TokenUse,
    private readonly revocation: Revocation,
  ) {}

  /** The reply is the only place where the secret ever appears. */
  async create(owner: TokenOwner, { name, expiresAt }: NewToken): Promise<{ token: Token; secret: string }> {
    if (UNSHOWABLE.test(name) || name.trim() === '')
      throw new AppError('INVALID_INPUT', 'The name must be visible text.');
    const expires = expiresAt === null ? null : new Date(expiresAt);
    if (expires && expires.getTime() <= Date.now())
      throw new AppError('INVALID_INPUT', 'The token would expire in the past.');
    const issued = issueSecret();
    return { token: await this.tokens.create(owner, issued, { name, expiresAt: expires }), secret: issued.secret };
  }

  async list(owner: TokenOwner): Promise<{ items: Token[] }> {
    return { items: await this.tokens.list(owner) };
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
    this.use.seen(found.principal.tokenId);
    return found.principal;
  }

  /** Safe to repeat: a caller who got an error cannot know whether the revocation was stored. */
  async revoke(owner: TokenOwner, tokenId: string): Promise<void> {
    await this.revocation.spread(await this.tokens.revoke(owner, tokenId));
  }
}
