import { consoleRoutes, sanitizer, type BlockRule, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;

@Controller()
export class RuleController {
  @Answer(consoleRoutes.listBlockRules)
  list(_: RouteRequest<Routes['listBlockRules']>, { call }: Caller): Promise<RouteReply<Routes['listBlockRules']>> {
    return call(sanitizer.listBlockRules, {});
  }

  @Answer(consoleRoutes.createBlockRule)
  create({ body }: RouteRequest<Routes['createBlockRule']>, { call }: Caller): Promise<BlockRule> {
    return call(sanitizer.createBlockRule, body);
  }

  @Answer(consoleRoutes.deleteBlockRule)
  delete({ params }: RouteRequest<Routes['deleteBlockRule']>, { call }: Caller): Promise<Record<string, never>> {
    return call(sanitizer.deleteBlockRule, params);
  }
}
