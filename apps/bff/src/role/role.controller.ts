import { consoleRoutes, identity, type Role, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;

@Controller()
export class RoleController {
  @Answer(consoleRoutes.listRoles)
  list(_: RouteRequest<Routes['listRoles']>, { call }: Caller): Promise<RouteReply<Routes['listRoles']>> {
    return call(identity.listRoles, {});
  }

  @Answer(consoleRoutes.createRole)
  create({ body }: RouteRequest<Routes['createRole']>, { actor, call }: Caller): Promise<Role> {
    return call(identity.createRole, { ...body, actor });
  }

  @Answer(consoleRoutes.updateRole)
  update({ params, body }: RouteRequest<Routes['updateRole']>, { actor, call }: Caller): Promise<Role> {
    return call(identity.updateRole, { ...body, ...params, actor });
  }

  @Answer(consoleRoutes.deleteRole)
  delete({ params }: RouteRequest<Routes['deleteRole']>, { actor, call }: Caller): Promise<Record<string, never>> {
    return call(identity.deleteRole, { ...params, actor });
  }
}
