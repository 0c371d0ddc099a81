import {
  AppError,
  consoleRoutes,
  identity,
  type ConsoleSession,
  type RouteRequest,
  type User,
} from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Answer } from '../route/answer.ts';
import type { Caller, Visit } from '../route/caller.ts';
import { rolePermissions } from './permission.ts';
import { SessionService } from './session.service.ts';
import { ThrottleStore, type Attempt } from './throttle.store.ts';

const sessionOf = (user: User): ConsoleSession => ({
  user,
  mustChangePassword: user.mustChangePassword,
  permissions: [...rolePermissions[user.role]],
});

@Controller()
export class SessionController {
  constructor(
    private readonly nats: NatsClient,
    private readonly sessions: SessionService,
    private readonly throttle: ThrottleStore,
  ) {}

  @Answer(consoleRoutes.signIn)
  async signIn(
    { body }: RouteRequest<typeof consoleRoutes.signIn>,
    { request, reply }: Visit,
  ): Promise<ConsoleSession> {
    const attempt = { email: body.email, address: request.ip };
    await this.assertMayTry(attempt, reply);
    const session = await this.nats.call(identity.createSession, body);
    await this.throttle.forgive(attempt);
    this.sessions.setCookie(reply, session);
    return sessionOf(session.user);
  }

  @Answer(consoleRoutes.getSession)
  getSession(_: RouteRequest<typeof consoleRoutes.getSession>, { user }: Caller): ConsoleSession {
    return sessionOf(user);
  }

  /** Public, so that an expired session can be left too. */
  @Answer(consoleRoutes.signOut)
  async signOut(
    _: RouteRequest<typeof consoleRoutes.signOut>,
    { request, reply }: Visit,
  ): Promise<Record<string, never>> {
    const token = this.sessions.tokenOf(request);
    if (token) {
      await this.nats.call(identity.deleteSession, { token });
      this.sessions.forget(token);
    }
    this.sessions.clearCookie(reply);
    return {};
  }

  @Answer(consoleRoutes.changePassword)
  async changePassword(
    { body }: RouteRequest<typeof consoleRoutes.changePassword>,
    caller: Caller,
  ): Promise<Record<string, never>> {
    const attempt = { email: caller.user.email, address: caller.request.ip };
    await this.assertMayTry(attempt, caller.reply);
    await this.nats.call(
      identity.changePassword,
      { ...body, userId: caller.user.id, keepSession: caller.sessionToken },
      caller.context,
    );
    await this.throttle.forgive(attempt);
    this.sessions.forget(caller.sessionToken);
    return {};
  }

  /** Counts each guess at a password, also those made from inside a session: it may be a stolen one. */
  private async assertMayTry(attempt: Attempt, reply: FastifyReply): Promise<void> {
    const retryAfterSeconds = await this.throttle.retryAfterSeconds(attempt);
    if (retryAfterSeconds === undefined) return;
    void reply.header('retry-after', retryAfterSeconds);
    throw new AppError('RATE_LIMITED', `Too many attempts. Try again in ${retryAfterSeconds} s.`, {
      details: { retryAfterSeconds },
    });
  }
}
