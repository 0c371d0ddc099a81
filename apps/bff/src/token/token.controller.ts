import { consoleRoutes, identity, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;

/** Own tokens only: the user id comes from the session, never from the request. */
@Controller()
export class TokenController {
  constructor(private readonly nats: NatsClient) {}

  @Answer(consoleRoutes.listTokens)
  list(_: RouteRequest<Routes['listTokens']>, { user, context }: Caller): Promise<RouteReply<Routes['listTokens']>> {
    return this.nats.call(identity.listTokens, { userId: user.id }, context);
  }

  @Answer(consoleRoutes.createToken)
  create(
    { body }: RouteRequest<Routes['createToken']>,
    { user, context }: Caller,
  ): Promise<RouteReply<Routes['createToken']>> {
    return this.nats.call(identity.createToken, { ...body, userId: user.id }, context);
  }

  @Answer(consoleRoutes.revokeToken)
  revoke({ params }: RouteRequest<Routes['revokeToken']>, { user, context }: Caller): Promise<Record<string, never>> {
    return this.nats.call(identity.revokeToken, { userId: user.id, tokenId: params.id }, context);
  }
}
