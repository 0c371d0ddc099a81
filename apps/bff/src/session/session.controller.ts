import {
  consoleRoutes,
  identity,
  type ConsoleSession,
  type Permission,
  type RouteRequest,
  type User,
} from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller, Visit } from '../route/caller.ts';
import { Attempts } from './attempts.ts';
import { SessionService } from './session.service.ts';

const sessionOf = (user: User, permissions: Iterable<Permission>): ConsoleSession => ({
  user,
  mustChangePassword: user.mustChangePassword,
  permissions: [...permissions],
});

@Controller()
export class SessionController {
  constructor(
    private readonly nats: NatsClient,
    private readonly sessions: SessionService,
    private readonly attempts: Attempts,
  ) {}

  @Answer(consoleRoutes.signIn)
  async signIn(
    { body }: RouteRequest<typeof consoleRoutes.signIn>,
    { request, reply }: Visit,
  ): Promise<ConsoleSession> {
    const attempt = { email: body.email, address: request.ip };
    await this.attempts.assertMayTry(attempt, reply);
    const session = await this.nats.call(identity.createSession, body);
    await this.attempts.forgive(attempt);
    this.sessions.setCookie(reply, session);
    const { principal } = await this.sessions.known(session.token);
    return sessionOf(session.user, principal.permissions);
  }

  @Answer(consoleRoutes.getSession)
  getSession(_: RouteRequest<typeof consoleRoutes.getSession>, { session, permissions }: Caller): ConsoleSession {
    return sessionOf(session.user, permissions);
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
    const { user, token } = caller.session;
    const attempt = { email: user.email, address: caller.request.ip };
    await this.attempts.assertMayTry(attempt, caller.reply);
    await caller.call(identity.changePassword, { ...body, userId: user.id, keepSession: token });
    await this.attempts.forgive(attempt);
    this.sessions.forget(token);
    return {};
  }
}
