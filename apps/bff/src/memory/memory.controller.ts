import { consoleRoutes, knowledge, type Memory, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;

/** Own memories only: the user id comes from the session, never from the request. */
@Controller()
export class MemoryController {
  @Answer(consoleRoutes.listMemories)
  list(_: RouteRequest<Routes['listMemories']>, { userId, call }: Caller): Promise<RouteReply<Routes['listMemories']>> {
    return call(knowledge.listMemories, { userId });
  }

  @Answer(consoleRoutes.setMemory)
  set({ params, body }: RouteRequest<Routes['setMemory']>, { userId, call }: Caller): Promise<Memory> {
    return call(knowledge.setMemory, { userId, name: params.name, value: body.value });
  }

  @Answer(consoleRoutes.deleteMemory)
  delete(
    { params }: RouteRequest<Routes['deleteMemory']>,
    { userId, call }: Caller,
  ): Promise<RouteReply<Routes['deleteMemory']>> {
    return call(knowledge.deleteMemory, { userId, name: params.name });
  }
}
