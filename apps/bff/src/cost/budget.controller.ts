import { consoleRoutes, cost, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;
type Asked<R extends keyof Routes> = RouteRequest<Routes[R]>;
type Told<R extends keyof Routes> = Promise<RouteReply<Routes[R]>>;

@Controller()
export class BudgetController {
  @Answer(consoleRoutes.listBudgets)
  list(_: Asked<'listBudgets'>, { call }: Caller): Told<'listBudgets'> {
    return call(cost.listBudgets, {});
  }

  @Answer(consoleRoutes.createBudget)
  create({ body }: Asked<'createBudget'>, { call }: Caller): Told<'createBudget'> {
    return call(cost.createBudget, body);
  }

  @Answer(consoleRoutes.updateBudget)
  update({ params, body }: Asked<'updateBudget'>, { call }: Caller): Told<'updateBudget'> {
    return call(cost.updateBudget, { ...params, ...body });
  }

  @Answer(consoleRoutes.deleteBudget)
  delete({ params }: Asked<'deleteBudget'>, { call }: Caller): Told<'deleteBudget'> {
    return call(cost.deleteBudget, params);
  }
}
