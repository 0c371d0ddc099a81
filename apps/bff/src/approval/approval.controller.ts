import { consoleRoutes, guard, principalHeader, type Approval, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';

type Routes = typeof consoleRoutes;

@Controller()
export class ApprovalController {
  /** Own questions only, unless somebody may answer everybody's. */
  @Answer(consoleRoutes.decideApproval)
  decide({ params, body }: RouteRequest<Routes['decideApproval']>, caller: Caller): Promise<Approval> {
    const principal = caller.has('approval:manage') ? null : principalHeader(caller.principal);
    return caller.call(guard.decideApproval, { ...params, ...body, principal, decidedBy: caller.userId });
  }
}
