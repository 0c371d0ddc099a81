import { consoleRoutes, identity, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { CONFIG } from '@archestra/service';
import { Controller, Inject } from '@nestjs/common';
import type { BffConfig } from '../bff.config.ts';
import { Answer } from '../route/answer.ts';
import type { Caller, Visit } from '../route/caller.ts';
import { Attempts } from '../session/attempts.ts';

type Routes = typeof consoleRoutes;

/** The two routes of an invited person are open to everybody, so every try of a secret counts like a try of a password. */
@Controller()
export class InvitationController {
  constructor(
    private readonly nats: NatsClient,
    private readonly attempts: Attempts,
    @Inject(CONFIG) private readonly config: BffConfig,
  ) {}

  @Answer(consoleRoutes.listInvitations)
  list(
    { query }: RouteRequest<Routes['listInvitations']>,
    { call }: Caller,
  ): Promise<RouteReply<Routes['listInvitations']>> {
    return call(identity.listInvitations, query);
  }

  /** The secret stands behind `#`, which browsers do not send to servers and proxies do not log. */
  @Answer(consoleRoutes.createInvitation)
  async create(
    { body }: RouteRequest<Routes['createInvitation']>,
    { actor, call }: Caller,
  ): Promise<RouteReply<Routes['createInvitation']>> {
    const { invitation, secret } = await call(identity.createInvitation, { ...body, actor });
    return { invitation, url: `${new URL('/invitation', this.config.PUBLIC_URL).href}#${secret}` };
  }

  @Answer(consoleRoutes.deleteInvitation)
  delete({ params }: RouteRequest<Routes['deleteInvitation']>, { call }: Caller): Promise<Record<string, never>> {
    return call(identity.deleteInvitation, params);
  }

  @Answer(consoleRoutes.readInvitation)
  async read(
    { body }: RouteRequest<Routes['readInvitation']>,
    visit: Visit,
  ): Promise<RouteReply<Routes['readInvitation']>> {
    return this.counted(body.secret, visit, () => this.nats.call(identity.readInvitation, body));
  }

  @Answer(consoleRoutes.acceptInvitation)
  async accept(
    { body }: RouteRequest<Routes['acceptInvitation']>,
    visit: Visit,
  ): Promise<RouteReply<Routes['acceptInvitation']>> {
    await this.counted(body.secret, visit, () => this.nats.call(identity.acceptInvitation, body));
    return {};
  }

  private async counted<T>(secret: string, { request, reply }: Visit, ask: () => Promise<T>): Promise<T> {
    const attempt = { email: secret, address: request.ip };
    await this.attempts.assertMayTry(attempt, reply);
    const answer = await ask();
    await this.attempts.forgive(attempt);
    return answer;
  }
}
