import { createHash } from 'node:crypto';
import { AppError, identity, type Reply } from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { Authenticator, CONFIG } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BffConfig } from '../bff.config.ts';
import type { Known } from '../route/caller.ts';
import { sessionCookie, type SessionCookie } from './cookie.ts';

const TOKEN_LIMIT = 512;
/** How long an answer of identity is believed: the longest a revoked session may still be served. */
const BELIEVED_MS = 2_000;
const REMEMBERED_LIMIT = 10_000;
const BEARER = /^Bearer /i;

type Verified = Reply<typeof identity.verifySession>;

interface Remembered {
  readonly verified: Promise<Verified>;
  readonly untilMs: number;
}

/**
 * Who a request is from: by the session cookie or by an API token. Good answers of identity about a session are remembered
 * for two seconds; what the person may do is as new as the snapshot of everybody's rights.
 */
@Injectable()
export class SessionService {
  private readonly cookie: SessionCookie;
  private readonly remembered = new Map<string, Remembered>();

  constructor(
    private readonly nats: NatsClient,
    private readonly tokens: Authenticator,
    @Inject(CONFIG) config: BffConfig,
  ) {
    this.cookie = sessionCookie(config.PUBLIC_URL);
  }

  tokenOf(request: FastifyRequest): string | undefined {
    const token = request.cookies[this.cookie.name];
    return token && token.length <= TOKEN_LIMIT ? token : undefined;
  }

  setCookie(reply: FastifyReply, session: Reply<typeof identity.createSession>): void {
    void reply.setCookie(this.cookie.name, session.token, {
      ...this.cookie.options,
      expires: new Date(session.expiresAt),
    });
  }

  clearCookie(reply: FastifyReply): void {
    void reply.clearCookie(this.cookie.name, this.cookie.options);
  }

  /** A request that names an API token is judged by that alone, whatever cookies it carries. Throws `UNAUTHENTICATED`. */
  async identify(request: FastifyRequest): Promise<Known> {
    const { authorization } = request.headers;
    if (authorization !== undefined && BEARER.test(authorization))
      return { principal: await this.tokens.authenticate(authorization) };
    const token = this.tokenOf(request);
    if (!token) throw new AppError('UNAUTHENTICATED', 'Sign in first.');
    return this.known(token);
  }

  /** The person behind a session, with the rights of now. Throws `UNAUTHENTICATED` when there is none, `PEER_UNAVAILABLE` when nobody can tell. */
  async known(token: string): Promise<Known> {
    const { user, principal } = await this.verify(token);
    return { principal: this.tokens.live(principal), session: { token, user } };
  }

  private verify(token: string): Promise<Verified> {
    const key = createHash('sha256').update(token).digest('base64');
    const known = this.remembered.get(key);
    if (known && known.untilMs > Date.now()) return known.verified;
    const verified = this.ask(token);
    this.remember(key, verified);
    return verified;
  }

  forget(token: string): void {
    this.remembered.delete(createHash('sha256').update(token).digest('base64'));
  }

  private async ask(token: string): Promise<Verified> {
    try {
      return await this.nats.call(identity.verifySession, { token });
    } catch (error) {
      const known = AppError.from(error);
      if (known.fault !== 'client') throw known;
      throw new AppError('UNAUTHENTICATED', 'The session has ended. Sign in again.', { cause: error });
    }
  }

  private remember(key: string, verified: Promise<Verified>): void {
    if (this.remembered.size >= REMEMBERED_LIMIT) this.remembered.clear();
    const entry = { verified, untilMs: Date.now() + BELIEVED_MS };
    this.remembered.set(key, entry);
    verified.catch(() => {
      if (this.remembered.get(key) === entry) this.remembered.delete(key);
    });
  }
}
