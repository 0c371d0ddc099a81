import { consoleRoutes, identity, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';
import { assertNoWider } from './narrowing.ts';

type Routes = typeof consoleRoutes;

/** Own tokens: the user id comes from the caller, never from the request. Shared ones: those of teams and services. */
@Controller()
export class TokenController {
  @Answer(consoleRoutes.listTokens)
  list(_: RouteRequest<Routes['listTokens']>, { userId, call }: Caller): Promise<RouteReply<Routes['listTokens']>> {
    return call(identity.listTokens, { userId });
  }

  @Answer(consoleRoutes.createToken)
  create({ body }: RouteRequest<Routes['createToken']>, caller: Caller): Promise<RouteReply<Routes['createToken']>> {
    assertNoWider(caller.principal, body);
    return caller.call(identity.createToken, { ...body, actor: caller.actor });
  }

  @Answer(consoleRoutes.revokeToken)
  revoke({ params }: RouteRequest<Routes['revokeToken']>, { userId, call }: Caller): Promise<Record<string, never>> {
    return call(identity.revokeToken, { userId, tokenId: params.id });
  }

  @Answer(consoleRoutes.listSharedTokens)
  listShared(
    { query }: RouteRequest<Routes['listSharedTokens']>,
    { call }: Caller,
  ): Promise<RouteReply<Routes['listSharedTokens']>> {
    return call(identity.listSharedTokens, query);
  }

  @Answer(consoleRoutes.createSharedToken)
  createShared(
    { body }: RouteRequest<Routes['createSharedToken']>,
    caller: Caller,
  ): Promise<RouteReply<Routes['createSharedToken']>> {
    assertNoWider(caller.principal, body);
    return caller.call(identity.createSharedToken, { ...body, actor: caller.actor });
  }

  @Answer(consoleRoutes.revokeSharedToken)
  revokeShared(
    { params }: RouteRequest<Routes['revokeSharedToken']>,
    { call }: Caller,
  ): Promise<Record<string, never>> {
    return call(identity.revokeSharedToken, { tokenId: params.id });
  }
}
