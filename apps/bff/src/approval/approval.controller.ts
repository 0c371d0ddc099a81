import { consoleRoutes, guard, principalHeader, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;
type Asked<R extends keyof Routes> = RouteRequest<Routes[R]>;
type Told<R extends keyof Routes> = Promise<RouteReply<Routes[R]>>;

/** Own questions only, unless somebody may see everybody's. */
const seenBy = (caller: Caller): string | null =>
  caller.has('approval:manage') || caller.has('organization:audit') ? null : principalHeader(caller.principal);

@Controller()
export class ApprovalController {
  @Answer(consoleRoutes.listApprovals)
  list({ query }: Asked<'listApprovals'>, caller: Caller): Told<'listApprovals'> {
    return caller.call(guard.listApprovals, { ...query, principal: seenBy(caller) });
  }

  @Answer(consoleRoutes.getApproval)
  get({ params }: Asked<'getApproval'>, caller: Caller): Told<'getApproval'> {
    return caller.call(guard.getApproval, { ...params, principal: seenBy(caller) });
  }

  /** Own questions only, unless somebody may answer everybody's. By a person in front of a console: a program would agree to itself. */
  @Answer(consoleRoutes.decideApproval)
  async decide({ params, body }: Asked<'decideApproval'>, caller: Caller): Told<'decideApproval'> {
    void caller.session;
    const principal = caller.has('approval:manage') ? null : principalHeader(caller.principal);
    return caller.call(guard.decideApproval, { ...params, ...body, principal, decidedBy: caller.userId });
  }
}
