import { consoleRoutes, registry, sanitizer, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';
import { ServerService } from './server.service.ts';

type Routes = typeof consoleRoutes;

@Controller()
export class ServerController {
  constructor(
    private readonly nats: NatsClient,
    private readonly servers: ServerService,
  ) {}

  @Answer(consoleRoutes.listServers)
  list({ query }: RouteRequest<Routes['listServers']>, caller: Caller): Promise<RouteReply<Routes['listServers']>> {
    return this.servers.list(query, caller);
  }

  @Answer(consoleRoutes.createServer)
  create({ body }: RouteRequest<Routes['createServer']>, caller: Caller): Promise<RouteReply<Routes['createServer']>> {
    return this.servers.create(body, caller);
  }

  @Answer(consoleRoutes.getServer)
  get({ params }: RouteRequest<Routes['getServer']>, caller: Caller): Promise<RouteReply<Routes['getServer']>> {
    return this.servers.get(params.id, caller);
  }

  @Answer(consoleRoutes.deleteServer)
  async delete({ params }: RouteRequest<Routes['deleteServer']>, caller: Caller): Promise<Record<string, never>> {
    await this.servers.delete(params.id, caller);
    return {};
  }

  @Answer(consoleRoutes.refreshServer)
  refresh({ params }: RouteRequest<Routes['refreshServer']>, { context }: Caller): Promise<Record<string, never>> {
    return this.nats.call(registry.refreshInstallation, params, context);
  }

  @Answer(consoleRoutes.setContract)
  setContract(
    { params, body }: RouteRequest<Routes['setContract']>,
    { context }: Caller,
  ): Promise<Record<string, never>> {
    return this.nats.call(sanitizer.setContract, { serverId: params.id, tool: params.tool, contract: body }, context);
  }

  @Answer(consoleRoutes.deleteContract)
  deleteContract(
    { params }: RouteRequest<Routes['deleteContract']>,
    { context }: Caller,
  ): Promise<Record<string, never>> {
    return this.nats.call(sanitizer.deleteContract, { serverId: params.id, tool: params.tool }, context);
  }
}
