import { createHash } from 'node:crypto';
import { AppError, identity, type Reply, type User } from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { CONFIG } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BffConfig } from '../bff.config.ts';
import { sessionCookie, type SessionCookie } from './cookie.ts';

const TOKEN_LIMIT = 512;
/** How long an answer of identity is believed: the longest a revoked session may still be served. */
const BELIEVED_MS = 2_000;
const REMEMBERED_LIMIT = 10_000;

interface Remembered {
  readonly user: Promise<User>;
  readonly untilMs: number;
}

/** The session cookie and what identity says about it. Only good answers are remembered, and only for two seconds. */
@Injectable()
export class SessionService {
  private readonly cookie: SessionCookie;
  private readonly remembered = new Map<string, Remembered>();

  constructor(
    private readonly nats: NatsClient,
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

  /** The person behind a session. Throws `UNAUTHENTICATED` when there is none, `PEER_UNAVAILABLE` when nobody can tell. */
  verify(token: string): Promise<User> {
    const key = createHash('sha256').update(token).digest('base64');
    const known = this.remembered.get(key);
    if (known && known.untilMs > Date.now()) return known.user;
    const user = this.ask(token);
    this.remember(key, user);
    return user;
  }

  forget(token: string): void {
    this.remembered.delete(createHash('sha256').update(token).digest('base64'));
  }

  private async ask(token: string): Promise<User> {
    try {
      return (await this.nats.call(identity.verifySession, { token })).user;
    } catch (error) {
      const known = AppError.from(error);
      if (known.fault !== 'client') throw known;
      throw new AppError('UNAUTHENTICATED', 'The session has ended. Sign in again.', { cause: error });
    }
  }

  private remember(key: string, user: Promise<User>): void {
    if (this.remembered.size >= REMEMBERED_LIMIT) this.remembered.clear();
    const entry = { user, untilMs: Date.now() + BELIEVED_MS };
    this.remembered.set(key, entry);
    user.catch(() => {
      if (this.remembered.get(key) === entry) this.remembered.delete(key);
    });
  }
}
