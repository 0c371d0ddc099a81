import { consoleRoutes, identity, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Users = typeof consoleRoutes.listUsers;

@Controller()
export class UserController {
  constructor(private readonly nats: NatsClient) {}

  @Answer(consoleRoutes.listUsers)
  list({ query }: RouteRequest<Users>, { context }: Caller): Promise<RouteReply<Users>> {
    return this.nats.call(identity.listUsers, query, context);
  }
}
