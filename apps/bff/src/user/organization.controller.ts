import { consoleRoutes, identity, type Organization, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;

@Controller()
export class OrganizationController {
  @Answer(consoleRoutes.getOrganization)
  get(_: RouteRequest<Routes['getOrganization']>, { call }: Caller): Promise<Organization> {
    return call(identity.getOrganization, {});
  }

  @Answer(consoleRoutes.updateOrganization)
  update({ body }: RouteRequest<Routes['updateOrganization']>, { call }: Caller): Promise<Organization> {
    return call(identity.updateOrganization, body);
  }

  @Answer(consoleRoutes.createOrganization)
  create(
    { body }: RouteRequest<Routes['createOrganization']>,
    { actor, call }: Caller,
  ): Promise<RouteReply<Routes['createOrganization']>> {
    return call(identity.createOrganization, { ...body, actor });
  }
}
