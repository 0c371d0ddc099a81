import { consoleRoutes, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';
import { ToolService } from './tool.service.ts';

type Routes = typeof consoleRoutes;

@Controller()
export class ToolController {
  constructor(private readonly tools: ToolService) {}

  @Answer(consoleRoutes.listTools)
  list({ query }: RouteRequest<Routes['listTools']>, caller: Caller): Promise<RouteReply<Routes['listTools']>> {
    return this.tools.list(query, caller);
  }
}
