import { consoleRoutes, guard, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;
type Asked<R extends keyof Routes> = RouteRequest<Routes[R]>;
type Told<R extends keyof Routes> = Promise<RouteReply<Routes[R]>>;

/** Results kept from models. Who read or decided one is told by the session, never by the request. */
@Controller()
export class QuarantineController {
  @Answer(consoleRoutes.listQuarantine)
  list({ query }: Asked<'listQuarantine'>, { call }: Caller): Told<'listQuarantine'> {
    return call(guard.listQuarantine, query);
  }

  @Answer(consoleRoutes.readQuarantined)
  read({ params }: Asked<'readQuarantined'>, caller: Caller): Told<'readQuarantined'> {
    return caller.call(guard.getQuarantined, { ...params, readBy: caller.userId });
  }

  @Answer(consoleRoutes.decideQuarantined)
  decide({ params, body }: Asked<'decideQuarantined'>, caller: Caller): Told<'decideQuarantined'> {
    return caller.call(guard.decideQuarantined, { ...params, ...body, decidedBy: caller.userId });
  }
}
