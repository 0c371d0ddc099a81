import {
  AppError,
  cost,
  principalHeader,
  type ModelReference,
  type Reply,
  type RequestFacts,
} from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import type { LlmCall } from './llm-call.ts';

type Plan = Extract<Reply<typeof cost.planCall>, { outcome: 'go' }>;

/** Asks the till. Anything but its clear word is no permission: a silent, missing or broken peer throws. */
@Injectable()
export class PlanClient {
  constructor(private readonly client: NatsClient) {}

  /** Which model a call goes to. Throws `BUDGET_EXCEEDED` or `PRICE_UNKNOWN` when it may not be made. */
  async plan(call: LlmCall, requested: ModelReference, facts: RequestFacts): Promise<Plan> {
    const { callId, organizationId, caller, teamIds, charged, source } = call;
    const { kind, id } = caller;
    const plan = await this.client.call(
      cost.planCall,
      {
        ...facts,
        callId,
        source,
        principal: { kind, id },
        tokenId: caller.tokenId ?? null,
        teamIds: [...teamIds],
        profileId: charged?.id ?? null,
        requested,
      },
      { organizationId, principal: principalHeader(caller), callId, signal: call.signal },
    );
    if (plan.outcome === 'full') throw exceeded(plan.budget);
    if (plan.outcome === 'unpriced') throw unpriced(plan.target);
    return plan;
  }
}

const exceeded = (budget: Extract<Reply<typeof cost.planCall>, { outcome: 'full' }>['budget']): AppError => {
  const until = budget.resetsAt === null ? '' : ` It starts anew at ${budget.resetsAt}.`;
  return new AppError('BUDGET_EXCEEDED', `The budget “${budget.name}” has no room for this call.${until}`, {
    details: { budget },
  });
};

const unpriced = ({ provider, model }: ModelReference): AppError =>
  new AppError(
    'PRICE_UNKNOWN',
    `A budget in money holds for this call, and the model ${provider}:${model} has no price. An administrator can set one.`,
    { details: { provider, model } },
  );
