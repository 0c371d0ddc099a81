import { consoleRoutes, sanitizer, type BlockRule, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;

@Controller()
export class RuleController {
  constructor(private readonly nats: NatsClient) {}

  @Answer(consoleRoutes.listBlockRules)
  list(_: RouteRequest<Routes['listBlockRules']>, { context }: Caller): Promise<RouteReply<Routes['listBlockRules']>> {
    return this.nats.call(sanitizer.listBlockRules, {}, context);
  }

  @Answer(consoleRoutes.createBlockRule)
  create({ body }: RouteRequest<Routes['createBlockRule']>, { context }: Caller): Promise<BlockRule> {
    return this.nats.call(sanitizer.createBlockRule, body, context);
  }

  @Answer(consoleRoutes.deleteBlockRule)
  delete({ params }: RouteRequest<Routes['deleteBlockRule']>, { context }: Caller): Promise<Record<string, never>> {
    return this.nats.call(sanitizer.deleteBlockRule, params, context);
  }
}
