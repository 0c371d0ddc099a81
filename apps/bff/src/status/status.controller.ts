import { consoleRoutes, type PlatformStatus, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';
import { StatusService } from './status.service.ts';

@Controller()
export class StatusController {
  constructor(private readonly status: StatusService) {}

  @Answer(consoleRoutes.getStatus)
  get(_: RouteRequest<typeof consoleRoutes.getStatus>, caller: Caller): Promise<PlatformStatus> {
    return this.status.get(caller);
  }
}
