import { consoleRoutes, cost, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;
type Asked<R extends keyof Routes> = RouteRequest<Routes[R]>;
type Told<R extends keyof Routes> = Promise<RouteReply<Routes[R]>>;

@Controller()
export class StatisticController {
  @Answer(consoleRoutes.readCostStatistics)
  read({ query }: Asked<'readCostStatistics'>, { call }: Caller): Told<'readCostStatistics'> {
    return call(cost.readStatistics, query);
  }
}
