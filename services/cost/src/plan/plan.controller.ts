import { cost, type Parsed } from '@archestra/contracts';
import { HandleRpc, organizationOf, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { CallPlan } from './call-plan.ts';

@Controller()
export class PlanController {
  constructor(private readonly plans: CallPlan) {}

  @HandleRpc(cost.planCall)
  plan(request: Parsed<typeof cost.planCall>, context: MessageContext) {
    return this.plans.plan(organizationOf(context), request);
  }
}
