import { consoleRoutes, type RouteRequest } from '@archestra/contracts';
import { Controller, type StreamableFile } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';
import { LiveService } from './live.service.ts';

@Controller()
export class LiveController {
  constructor(private readonly live: LiveService) {}

  @Answer(consoleRoutes.watchEvents)
  watch(_: RouteRequest<typeof consoleRoutes.watchEvents>, caller: Caller): StreamableFile {
    const lastEventId = caller.request.headers['last-event-id'];
    return this.live.open(caller, typeof lastEventId === 'string' ? lastEventId : undefined);
  }
}
