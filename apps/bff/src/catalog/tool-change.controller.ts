import { consoleRoutes, registry, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;
type Asked<R extends keyof Routes> = RouteRequest<Routes[R]>;
type Told<R extends keyof Routes> = Promise<RouteReply<Routes[R]>>;

/** Tools whose definition is not the accepted one. */
@Controller()
export class ToolChangeController {
  @Answer(consoleRoutes.listToolChanges)
  list({ query }: Asked<'listToolChanges'>, caller: Caller): Told<'listToolChanges'> {
    return caller.call(registry.listToolChanges, { ...query, viewer: caller.viewer('tool-change:review') });
  }

  @Answer(consoleRoutes.acceptToolChange)
  accept({ params, body }: Asked<'acceptToolChange'>, { call }: Caller): Told<'acceptToolChange'> {
    return call(registry.acceptToolChange, { installationId: params.id, tool: params.tool, ...body });
  }

  @Answer(consoleRoutes.rejectToolChange)
  reject({ params, body }: Asked<'rejectToolChange'>, { call }: Caller): Told<'rejectToolChange'> {
    return call(registry.rejectToolChange, { installationId: params.id, tool: params.tool, ...body });
  }
}
