import { audit, consoleRoutes, cost, principalHeader, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;

/** One's own calls, or everybody's; and what belongs to no organization, for those who operate the platform. */
const shown = (caller: Caller): { principal?: string; includeSystem: boolean } =>
  caller.has('mcp-tool-call:manage')
    ? { includeSystem: caller.has('organization:create') }
    : { principal: principalHeader(caller.principal), includeSystem: false };

/** The record: calls, administrative facts, and what was metered. */
@Controller()
export class CallController {
  @Answer(consoleRoutes.listToolCalls)
  list({ query }: RouteRequest<Routes['listToolCalls']>, caller: Caller): Promise<RouteReply<Routes['listToolCalls']>> {
    return caller.call(audit.listToolCalls, { ...query, ...shown(caller) });
  }

  @Answer(consoleRoutes.getToolCall)
  get({ params }: RouteRequest<Routes['getToolCall']>, caller: Caller): Promise<RouteReply<Routes['getToolCall']>> {
    return caller.call(audit.getToolCall, { ...params, ...shown(caller) });
  }

  @Answer(consoleRoutes.listAuditEntries)
  listEntries(
    { query }: RouteRequest<Routes['listAuditEntries']>,
    caller: Caller,
  ): Promise<RouteReply<Routes['listAuditEntries']>> {
    return caller.call(audit.listEntries, { ...query, includeSystem: caller.has('organization:create') });
  }

  @Answer(consoleRoutes.listUsage)
  listUsage({ query }: RouteRequest<Routes['listUsage']>, caller: Caller): Promise<RouteReply<Routes['listUsage']>> {
    return caller.call(cost.listUsage, query);
  }
}
