import { consoleRoutes, registry, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';
import { ProfileToolService } from './profile-tool.service.ts';

type Routes = typeof consoleRoutes;
type Asked<R extends keyof Routes> = RouteRequest<Routes[R]>;
type Told<R extends keyof Routes> = Promise<RouteReply<Routes[R]>>;

const reader = (caller: Caller) => caller.viewer('profile:manage');
const writer = (caller: Caller) => caller.viewer('profile:manage', 'write');

@Controller()
export class ProfileController {
  constructor(private readonly tools: ProfileToolService) {}

  @Answer(consoleRoutes.listProfiles)
  list({ query }: Asked<'listProfiles'>, caller: Caller): Told<'listProfiles'> {
    return caller.call(registry.listProfiles, { ...query, viewer: reader(caller) });
  }

  @Answer(consoleRoutes.createProfile)
  create({ body }: Asked<'createProfile'>, caller: Caller): Told<'createProfile'> {
    return caller.call(registry.createProfile, { ...body, ownerId: caller.userId });
  }

  @Answer(consoleRoutes.getProfile)
  get({ params }: Asked<'getProfile'>, caller: Caller): Told<'getProfile'> {
    return caller.call(registry.getProfile, { ...params, viewer: reader(caller) });
  }

  @Answer(consoleRoutes.updateProfile)
  update({ params, body }: Asked<'updateProfile'>, caller: Caller): Told<'updateProfile'> {
    return caller.call(registry.updateProfile, { ...body, ...params, viewer: writer(caller) });
  }

  @Answer(consoleRoutes.deleteProfile)
  delete({ params }: Asked<'deleteProfile'>, caller: Caller): Told<'deleteProfile'> {
    return caller.call(registry.deleteProfile, { ...params, viewer: writer(caller) });
  }

  @Answer(consoleRoutes.setProfileServer)
  setServer({ params, body }: Asked<'setProfileServer'>, caller: Caller): Told<'setProfileServer'> {
    const which = { profileId: params.id, installationId: params.serverId };
    return caller.call(registry.setAssignment, { ...which, tools: body.tools, viewer: writer(caller) });
  }

  @Answer(consoleRoutes.removeProfileServer)
  removeServer({ params }: Asked<'removeProfileServer'>, caller: Caller): Told<'removeProfileServer'> {
    const which = { profileId: params.id, installationId: params.serverId };
    return caller.call(registry.setAssignment, { ...which, tools: [], viewer: writer(caller) });
  }

  @Answer(consoleRoutes.assignMany)
  assignMany({ body }: Asked<'assignMany'>, caller: Caller): Told<'assignMany'> {
    return caller.call(registry.assignMany, { ...body, viewer: writer(caller) });
  }

  @Answer(consoleRoutes.listProfileTools)
  async listTools({ query }: Asked<'listProfileTools'>, caller: Caller): Told<'listProfileTools'> {
    return { items: await this.tools.list(query.profileId, caller) };
  }
}
