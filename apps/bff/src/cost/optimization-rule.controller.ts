import { consoleRoutes, cost, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;
type Asked<R extends keyof Routes> = RouteRequest<Routes[R]>;
type Told<R extends keyof Routes> = Promise<RouteReply<Routes[R]>>;

@Controller()
export class OptimizationRuleController {
  @Answer(consoleRoutes.listOptimizationRules)
  list(_: Asked<'listOptimizationRules'>, { call }: Caller): Told<'listOptimizationRules'> {
    return call(cost.listRules, {});
  }

  @Answer(consoleRoutes.createOptimizationRule)
  create({ body }: Asked<'createOptimizationRule'>, { call }: Caller): Told<'createOptimizationRule'> {
    return call(cost.createRule, body);
  }

  @Answer(consoleRoutes.updateOptimizationRule)
  update({ params, body }: Asked<'updateOptimizationRule'>, { call }: Caller): Told<'updateOptimizationRule'> {
    return call(cost.updateRule, { ...params, ...body });
  }

  @Answer(consoleRoutes.deleteOptimizationRule)
  delete({ params }: Asked<'deleteOptimizationRule'>, { call }: Caller): Told<'deleteOptimizationRule'> {
    return call(cost.deleteRule, params);
  }

  @Answer(consoleRoutes.simulateOptimizationRule)
  simulate({ body }: Asked<'simulateOptimizationRule'>, { call }: Caller): Told<'simulateOptimizationRule'> {
    return call(cost.simulateRule, body);
  }
}
