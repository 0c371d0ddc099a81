import { consoleRoutes, knowledge, type Memory, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;

/** Own memories only: the user id comes from the session, never from the request. */
@Controller()
export class MemoryController {
  constructor(private readonly nats: NatsClient) {}

  @Answer(consoleRoutes.listMemories)
  list(
    _: RouteRequest<Routes['listMemories']>,
    { user, context }: Caller,
  ): Promise<RouteReply<Routes['listMemories']>> {
    return this.nats.call(knowledge.listMemories, { userId: user.id }, context);
  }

  @Answer(consoleRoutes.setMemory)
  set({ params, body }: RouteRequest<Routes['setMemory']>, { user, context }: Caller): Promise<Memory> {
    return this.nats.call(knowledge.setMemory, { userId: user.id, name: params.name, value: body.value }, context);
  }

  @Answer(consoleRoutes.deleteMemory)
  delete(
    { params }: RouteRequest<Routes['deleteMemory']>,
    { user, context }: Caller,
  ): Promise<RouteReply<Routes['deleteMemory']>> {
    return this.nats.call(knowledge.deleteMemory, { userId: user.id, name: params.name }, context);
  }
}
