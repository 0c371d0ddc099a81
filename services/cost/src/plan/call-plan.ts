import {
  AppError,
  modelReferenceText,
  type cost,
  type ModelReference,
  type OptimizationRule,
  type Parsed,
  type Reply,
} from '@archestra/contracts';
import { reportError } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import { metrics } from '@opentelemetry/api';
import { BudgetAlerts } from '../budget/budget-alerts.ts';
import type { Charged, Counter } from '../budget/budget-counter.ts';
import { budgetRefusal } from '../budget/budget-state.ts';
import { Counters } from '../budget/counters.ts';
import { worstCost } from '../price/call-cost.ts';
import { Prices } from '../price/prices.ts';
import { holds } from '../rule/rule-match.ts';
import { Rules } from '../rule/rules.ts';

type Request = Parsed<typeof cost.planCall>;
type Plan = Reply<typeof cost.planCall>;

const plans = metrics
  .getMeter('cost')
  .createCounter<{ outcome: string }>('cost.plan', { description: 'Calls planned, by outcome' });

interface Way {
  target: ModelReference;
  ruleId: string | null;
}

const chargedTo = ({ source, teamIds, principal, profileId, tokenId }: Request, target: ModelReference): Charged => ({
  source,
  teamIds,
  userId: principal.kind === 'user' ? principal.id : null,
  profileId,
  tokenId,
  model: modelReferenceText(target),
});

/** Where a call goes and what is put aside for it: rules and prices from memory, budgets in one round trip to Redis. */
@Injectable()
export class CallPlan {
  constructor(
    private readonly rules: Rules,
    private readonly prices: Prices,
    private readonly counters: Counters,
    private readonly alerts: BudgetAlerts,
  ) {}

  /**
   * A rule's target that does not fit a budget or has no price gives way to the model that was asked for. Throws CONFLICT for a call
   * that is over, PEER_UNAVAILABLE while budgets cannot be told.
   */
  async plan(organizationId: string, request: Request, nowMs = Date.now()): Promise<Plan> {
    const asked: Way = { target: request.requested, ruleId: null };
    const rule = await this.rule(organizationId, request, nowMs);
    const chosen =
      rule && (await this.reserve(organizationId, request, { target: rule.target, ruleId: rule.id }, nowMs));
    const plan = chosen?.outcome === 'go' ? chosen : await this.reserve(organizationId, request, asked, nowMs);
    plans.add(1, { outcome: plan.outcome });
    return plan;
  }

  private async rule(organizationId: string, request: Request, nowMs: number): Promise<OptimizationRule | undefined> {
    const subject = { ...request, facts: request, atMs: nowMs };
    for (const rule of this.rules.of(organizationId)) {
      if (!holds(rule.condition, subject) || !this.isOffered(organizationId, rule.target)) continue;
      const { minBudgetPercent } = rule.condition;
      if (minBudgetPercent === undefined || (await this.isUsed(organizationId, request, nowMs, minBudgetPercent)))
        return rule;
    }
    return undefined;
  }

  private isOffered(organizationId: string, { provider: name, model }: ModelReference): boolean {
    const provider = this.prices.provider(organizationId, name);
    if (!provider?.isEnabled) return false;
    return provider.allowsUnlisted || provider.models.some(({ id }) => id === model);
  }

  /** Whether some budget that holds for the call as it was asked is used that far. */
  private async isUsed(organizationId: string, request: Request, nowMs: number, percent: number): Promise<boolean> {
    const counters = this.counters.of(organizationId, chargedTo(request, request.requested), nowMs);
    if (counters.length === 0) return false;
    const used = await this.counters.used(organizationId, counters);
    return counters.some(({ budget }, index) => (used[index] ?? 0) * 100 >= budget.limit * percent);
  }

  private async reserve(organizationId: string, request: Request, way: Way, nowMs: number): Promise<Plan> {
    const charged = chargedTo(request, way.target);
    const counters = this.counters.of(organizationId, charged, nowMs);
    if (counters.length === 0) return { outcome: 'go', ...way, reservedMicroUsd: 0 };
    const microUsd = this.worst(organizationId, request, way.target, nowMs);
    if (microUsd === undefined && counters.some(isMoneyLimit)) return { outcome: 'unpriced', target: way.target };
    const record = {
      charged,
      atMs: nowMs,
      microUsd: microUsd ?? 0,
      tokens: Math.min(request.inputTokens + request.maxOutputTokens, Number.MAX_SAFE_INTEGER),
      ...way,
    };
    const answer = await this.counters.reserve(organizationId, { callId: request.callId, record, counters });
    if (answer.kind === 'full') return this.refuse(organizationId, answer);
    if (answer.kind === 'over') throw new AppError('CONFLICT', 'The call of this id is over. Plan a new one.');
    const { target, ruleId, microUsd: reservedMicroUsd } = answer.kind === 'known' ? answer.record : record;
    return { outcome: 'go', target, ruleId, reservedMicroUsd };
  }

  private worst(organizationId: string, request: Request, target: ModelReference, nowMs: number): number | undefined {
    const rates = this.prices.find(organizationId, target, nowMs);
    return rates && worstCost({ inputTokens: request.inputTokens, outputTokens: request.maxOutputTokens }, rates);
  }

  private refuse(
    organizationId: string,
    { counter, spent, reserved }: { counter: Counter; spent: number; reserved: number },
  ): Plan {
    const used = { spent, reserved };
    // Nobody waits for the news.
    this.alerts
      .refused(organizationId, counter, used)
      .catch((error: unknown) => reportError(error, 'alert of a full budget'));
    return { outcome: 'full', budget: budgetRefusal(counter, used) };
  }
}

const isMoneyLimit = ({ budget }: Counter): boolean => budget.unit === 'micro-usd' && budget.blocks;
