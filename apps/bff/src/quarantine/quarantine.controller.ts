import { consoleRoutes, guard, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;
type Asked<R extends keyof Routes> = RouteRequest<Routes[R]>;
type Told<R extends keyof Routes> = Promise<RouteReply<Routes[R]>>;

/** Results kept from models. Read and decided by a person in front of a console, never by a program with their token. */
@Controller()
export class QuarantineController {
  @Answer(consoleRoutes.listQuarantine)
  list({ query }: Asked<'listQuarantine'>, { call }: Caller): Told<'listQuarantine'> {
    return call(guard.listQuarantine, query);
  }

  @Answer(consoleRoutes.readQuarantined)
  async read({ params }: Asked<'readQuarantined'>, caller: Caller): Told<'readQuarantined'> {
    void caller.session;
    return caller.call(guard.getQuarantined, { ...params, readBy: caller.userId });
  }

  @Answer(consoleRoutes.decideQuarantined)
  async decide({ params, body }: Asked<'decideQuarantined'>, caller: Caller): Told<'decideQuarantined'> {
    void caller.session;
    return caller.call(guard.decideQuarantined, { ...params, ...body, decidedBy: caller.userId });
  }
}
