import { AppError, audit, consoleRoutes, cost, guard, principalHeader } from '@archestra/contracts';
import type { RouteReply, RouteRequest } from '@archestra/contracts';
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

  /** Whoever may see a call may see what led to it; sessions themselves are known by their calls only. */
  @Answer(consoleRoutes.getCallSession)
  async getSession(
    { params }: RouteRequest<Routes['getCallSession']>,
    caller: Caller,
  ): Promise<RouteReply<Routes['getCallSession']>> {
    const { call } = await caller.call(audit.getToolCall, { ...params, ...shown(caller) });
    if (!call) throw new AppError('NOT_FOUND', 'This request was refused before it belonged to a session.');
    return caller.call(guard.getSession, { sessionId: call.sessionId });
  }

  @Answer(consoleRoutes.listAuditEntries)
  listEntries(
    { query }: RouteRequest<Routes['listAuditEntries']>,
    caller: Caller,
  ): Promise<RouteReply<Routes['listAuditEntries']>> {
    return caller.call(audit.listEntries, { ...query, includeSystem: caller.has('organization:create') });
  }

  @Answer(consoleRoutes.exportChain)
  exportChain(
    { query }: RouteRequest<Routes['exportChain']>,
    caller: Caller,
  ): Promise<RouteReply<Routes['exportChain']>> {
    return caller.call(audit.exportChain, query);
  }

  @Answer(consoleRoutes.listUnlinkedRecords)
  listUnlinked(
    _request: RouteRequest<Routes['listUnlinkedRecords']>,
    caller: Caller,
  ): Promise<RouteReply<Routes['listUnlinkedRecords']>> {
    return caller.call(audit.listUnlinked, {});
  }

  @Answer(consoleRoutes.listUsage)
  listUsage({ query }: RouteRequest<Routes['listUsage']>, caller: Caller): Promise<RouteReply<Routes['listUsage']>> {
    return caller.call(cost.listUsage, query);
  }
}
