import { consoleRoutes, identity, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;
type Detail = RouteReply<Routes['getTeam']>;

/** Who is in a team is decided by those with `team:write` and by its leads; identity tells them apart. */
@Controller()
export class TeamController {
  @Answer(consoleRoutes.listTeams)
  list({ query }: RouteRequest<Routes['listTeams']>, { call }: Caller): Promise<RouteReply<Routes['listTeams']>> {
    return call(identity.listTeams, query);
  }

  @Answer(consoleRoutes.getTeam)
  get({ params }: RouteRequest<Routes['getTeam']>, { call }: Caller): Promise<Detail> {
    return call(identity.getTeam, params);
  }

  @Answer(consoleRoutes.createTeam)
  create({ body }: RouteRequest<Routes['createTeam']>, { actor, call }: Caller): Promise<Detail> {
    return call(identity.createTeam, { ...body, actor });
  }

  @Answer(consoleRoutes.updateTeam)
  update({ params, body }: RouteRequest<Routes['updateTeam']>, { actor, call }: Caller): Promise<Detail> {
    return call(identity.updateTeam, { ...body, ...params, actor });
  }

  @Answer(consoleRoutes.deleteTeam)
  delete({ params }: RouteRequest<Routes['deleteTeam']>, { actor, call }: Caller): Promise<Record<string, never>> {
    return call(identity.deleteTeam, { ...params, actor });
  }

  @Answer(consoleRoutes.setTeamMember)
  setMember({ params, body }: RouteRequest<Routes['setTeamMember']>, { actor, call }: Caller): Promise<Detail> {
    return call(identity.setTeamMember, { ...params, ...body, actor });
  }

  @Answer(consoleRoutes.deleteTeamMember)
  deleteMember({ params }: RouteRequest<Routes['deleteTeamMember']>, { actor, call }: Caller): Promise<Detail> {
    return call(identity.deleteTeamMember, { ...params, actor });
  }
}
