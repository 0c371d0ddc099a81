import { consoleRoutes, registry, type Profile, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';
import { ProfileToolService } from './profile-tool.service.ts';

type Routes = typeof consoleRoutes;

@Controller()
export class ProfileController {
  constructor(
    private readonly nats: NatsClient,
    private readonly tools: ProfileToolService,
  ) {}

  @Answer(consoleRoutes.listProfiles)
  list(
    { query }: RouteRequest<Routes['listProfiles']>,
    { context }: Caller,
  ): Promise<RouteReply<Routes['listProfiles']>> {
    return this.nats.call(registry.listProfiles, query, context);
  }

  @Answer(consoleRoutes.createProfile)
  create({ body }: RouteRequest<Routes['createProfile']>, { context }: Caller): Promise<Profile> {
    return this.nats.call(registry.createProfile, body, context);
  }

  @Answer(consoleRoutes.getProfile)
  get({ params }: RouteRequest<Routes['getProfile']>, { context }: Caller): Promise<Profile> {
    return this.nats.call(registry.getProfile, params, context);
  }

  @Answer(consoleRoutes.updateProfile)
  update({ params, body }: RouteRequest<Routes['updateProfile']>, { context }: Caller): Promise<Profile> {
    return this.nats.call(registry.updateProfile, { id: params.id, ...body }, context);
  }

  @Answer(consoleRoutes.deleteProfile)
  delete({ params }: RouteRequest<Routes['deleteProfile']>, { context }: Caller): Promise<Record<string, never>> {
    return this.nats.call(registry.deleteProfile, params, context);
  }

  @Answer(consoleRoutes.setProfileServer)
  setServer({ params, body }: RouteRequest<Routes['setProfileServer']>, { context }: Caller): Promise<Profile> {
    return this.nats.call(
      registry.setAssignment,
      { profileId: params.id, installationId: params.serverId, tools: body.tools },
      context,
    );
  }

  @Answer(consoleRoutes.removeProfileServer)
  removeServer({ params }: RouteRequest<Routes['removeProfileServer']>, { context }: Caller): Promise<Profile> {
    return this.nats.call(
      registry.setAssignment,
      { profileId: params.id, installationId: params.serverId, tools: [] },
      context,
    );
  }

  @Answer(consoleRoutes.listProfileTools)
  async listTools(
    { query }: RouteRequest<Routes['listProfileTools']>,
    { context }: Caller,
  ): Promise<RouteReply<Routes['listProfileTools']>> {
    return { items: await this.tools.list(query.profileId, context) };
  }
}
