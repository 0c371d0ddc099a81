import { consoleRoutes, registry, sanitizer, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';
import { ServerService } from './server.service.ts';

type Routes = typeof consoleRoutes;
type Asked<R extends keyof Routes> = RouteRequest<Routes[R]>;
type Told<R extends keyof Routes> = Promise<RouteReply<Routes[R]>>;

@Controller()
export class ServerController {
  constructor(private readonly servers: ServerService) {}

  @Answer(consoleRoutes.listServers)
  list({ query }: Asked<'listServers'>, caller: Caller): Told<'listServers'> {
    return this.servers.list(query, caller);
  }

  @Answer(consoleRoutes.createServer)
  create({ body }: Asked<'createServer'>, caller: Caller): Told<'createServer'> {
    return this.servers.create(body, caller);
  }

  @Answer(consoleRoutes.updateServer)
  update({ params, body }: Asked<'updateServer'>, { call }: Caller): Told<'updateServer'> {
    return call(registry.updateInstallation, { id: params.id, ...body });
  }

  @Answer(consoleRoutes.getServer)
  get({ params }: Asked<'getServer'>, caller: Caller): Told<'getServer'> {
    return this.servers.get(params.id, caller);
  }

  @Answer(consoleRoutes.deleteServer)
  delete({ params }: Asked<'deleteServer'>, { call }: Caller): Told<'deleteServer'> {
    return call(registry.deleteInstallation, params);
  }

  @Answer(consoleRoutes.refreshServer)
  refresh({ params }: Asked<'refreshServer'>, { call }: Caller): Told<'refreshServer'> {
    return call(registry.refreshInstallation, params);
  }

  @Answer(consoleRoutes.setContract)
  async setContract({ params, body }: Asked<'setContract'>, caller: Caller): Told<'setContract'> {
    await this.servers.assertVisible(params.id, caller);
    return caller.call(sanitizer.setContract, { serverId: params.id, tool: params.tool, contract: body });
  }

  @Answer(consoleRoutes.deleteContract)
  async deleteContract({ params }: Asked<'deleteContract'>, caller: Caller): Told<'deleteContract'> {
    await this.servers.assertVisible(params.id, caller);
    return caller.call(sanitizer.deleteContract, { serverId: params.id, tool: params.tool });
  }
}
