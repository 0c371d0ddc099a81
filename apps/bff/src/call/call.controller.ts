import { audit, consoleRoutes, cost, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;

/** The record: calls, administrative facts, and what was metered. */
@Controller()
export class CallController {
  constructor(private readonly nats: NatsClient) {}

  @Answer(consoleRoutes.listToolCalls)
  list(
    { query }: RouteRequest<Routes['listToolCalls']>,
    { context }: Caller,
  ): Promise<RouteReply<Routes['listToolCalls']>> {
    return this.nats.call(audit.listToolCalls, query, context);
  }

  @Answer(consoleRoutes.getToolCall)
  get(
    { params }: RouteRequest<Routes['getToolCall']>,
    { context }: Caller,
  ): Promise<RouteReply<Routes['getToolCall']>> {
    return this.nats.call(audit.getToolCall, params, context);
  }

  @Answer(consoleRoutes.listAuditEntries)
  listEntries(
    { query }: RouteRequest<Routes['listAuditEntries']>,
    { context }: Caller,
  ): Promise<RouteReply<Routes['listAuditEntries']>> {
    return this.nats.call(audit.listEntries, query, context);
  }

  @Answer(consoleRoutes.listUsage)
  listUsage(
    { query }: RouteRequest<Routes['listUsage']>,
    { context }: Caller,
  ): Promise<RouteReply<Routes['listUsage']>> {
    return this.nats.call(cost.listUsage, query, context);
  }
}
