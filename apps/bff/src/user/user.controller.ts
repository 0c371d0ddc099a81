import { consoleRoutes, identity, type RouteReply, type RouteRequest, type User } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;

@Controller()
export class UserController {
  @Answer(consoleRoutes.listUsers)
  list({ query }: RouteRequest<Routes['listUsers']>, { call }: Caller): Promise<RouteReply<Routes['listUsers']>> {
    return call(identity.listUsers, query);
  }

  @Answer(consoleRoutes.setUserRole)
  setRole({ params, body }: RouteRequest<Routes['setUserRole']>, { actor, call }: Caller): Promise<User> {
    return call(identity.setUserRole, { ...params, ...body, actor });
  }

  @Answer(consoleRoutes.setUserActive)
  setActive({ params, body }: RouteRequest<Routes['setUserActive']>, { actor, call }: Caller): Promise<User> {
    return call(identity.setUserActive, { ...params, ...body, actor });
  }
}
