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
import { amountOf, type Charged, type Counter } from '../budget/budget-counter.ts';
import { budgetRefusal } from '../budget/budget-state.ts';
import { Counters, type Reserve } from '../budget/counters.ts';
import type { OpenRecord } from '../budget/open-record.ts';
import { worstCost } from '../price/call-cost.ts';
import { Prices } from '../price/prices.ts';
import { holds } from '../rule/rule-match.ts';
import { Rules } from '../rule/rules.ts';

type Request = Parsed<typeof cost.planCall>;
type Plan = Reply<typeof cost.planCall>;

const plans = metrics
  .getMeter('cost')
  .createCounter<{ outcome: string }>('cost.plan', { description: 'Calls planned, by outcome' });

interface Choice {
  target: ModelReference;
  ruleId: string | null;
}

/** A model that may answer. */
interface Way {
  target: ModelReference;
  counters: Counter[];
  /** The worst it can cost, in µ$; undefined where it has no price. */
  microUsd: number | undefined;
}

const chargedTo = ({ source, teamIds, principal, profileId, tokenId }: Request): Omit<Charged, 'model'> => ({
  source,
  teamIds,
  userId: principal.kind === 'user' ? principal.id : null,
  profileId,
  tokenId,
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
    const asked: Choice = { target: request.requested, ruleId: null };
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

  private fallbacks(organizationId: string, { provider }: ModelReference): ModelReference[] {
    const named = this.prices.provider(organizationId, provider)?.fallbacks ?? [];
    return named.filter((reference) => this.isOffered(organizationId, reference));
  }

  /** Whether some budget that holds for the call as it was asked is used that far. */
  private async isUsed(organizationId: string, request: Request, nowMs: number, percent: number): Promise<boolean> {
    const { counters } = this.way(organizationId, request, request.requested, nowMs);
    if (counters.length === 0) return false;
    const used = await this.counters.used(organizationId, counters);
    return counters.some(({ budget }, index) => (used[index] ?? 0) * 100 >= budget.limit * percent);
  }

  /** For the target and the fallbacks that fit; a fallback whose own budget is full or that has no price is left out. */
  private async reserve(organizationId: string, request: Request, choice: Choice, nowMs: number): Promise<Plan> {
    const target = this.way(organizationId, request, choice.target, nowMs);
    if (!isCountable(target)) return { outcome: 'unpriced', target: choice.target };
    let others = this.fallbacks(organizationId, choice.target)
      .map((fallback) => this.way(organizationId, request, fallback, nowMs))
      .filter(isCountable);
    for (;;) {
      const plan = await this.reserveFor(organizationId, request, { ...choice, ways: [target, ...others] }, nowMs);
      if (!('kind' in plan)) return plan;
      const needs = (way: Way): boolean => takesFrom(way, plan.counter.field, tokensOf(request));
      const fitting = others.filter((way) => !needs(way));
      if (needs(target) || fitting.length === others.length) return this.refuse(organizationId, plan);
      others = fitting;
    }
  }

  private async reserveFor(
    organizationId: string,
    request: Request,
    { ruleId, ways }: { ruleId: string | null; ways: [Way, ...Way[]] },
    nowMs: number,
  ): Promise<Plan | Extract<Reserve, { kind: 'full' }>> {
    const counters = ways.flatMap((way) => way.counters);
    const record = {
      charged: chargedTo(request),
      atMs: nowMs,
      tokens: tokensOf(request),
      ways: ways.map(({ target, microUsd = 0 }) => ({ target, microUsd })) as OpenRecord['ways'],
      ruleId,
      limitsOutput: counters.some(({ budget }) => budget.blocks),
    };
    if (counters.length === 0) return planOf(record);
    const answer = await this.counters.reserve(organizationId, { callId: request.callId, record });
    if (answer.kind === 'full') return answer;
    if (answer.kind === 'over') throw new AppError('CONFLICT', 'The call of this id is over. Plan a new one.');
    return planOf(answer.kind === 'known' ? answer.record : record);
  }

  private way(organizationId: string, request: Request, target: ModelReference, nowMs: number): Way {
    const charged = { ...chargedTo(request), model: modelReferenceText(target) };
    const counters = this.counters.of(organizationId, charged, nowMs);
    if (counters.length === 0) return { target, counters, microUsd: 0 };
    const rates = this.prices.find(organizationId, target, nowMs);
    const { inputTokens, maxOutputTokens: outputTokens } = request;
    return { target, counters, microUsd: rates && worstCost({ inputTokens, outputTokens }, rates) };
  }

  private refuse(organizationId: string, { counter, spent, reserved }: Extract<Reserve, { kind: 'full' }>): Plan {
    const used = { spent, reserved };
    // Nobody waits for the news.
    this.alerts
      .refused(organizationId, counter, used)
      .catch((error: unknown) => reportError(error, 'alert of a full budget'));
    return { outcome: 'full', budget: budgetRefusal(counter, used) };
  }
}

const isMoneyLimit = ({ budget }: Counter): boolean => budget.unit === 'micro-usd' && budget.blocks;

const tokensOf = ({ inputTokens, maxOutputTokens }: Request): number =>
  Math.min(inputTokens + maxOutputTokens, Number.MAX_SAFE_INTEGER);

/** Whether this way would use something of a counter: what costs nothing needs no room. */
const takesFrom = ({ counters, microUsd = 0 }: Way, field: string, tokens: number): boolean =>
  counters.some((counter) => counter.field === field && amountOf(counter, { microUsd, tokens }) > 0);

const isCountable = ({ microUsd, counters }: Way): boolean => microUsd !== undefined || !counters.some(isMoneyLimit);

const planOf = ({ ways, ruleId, limitsOutput }: Omit<OpenRecord, 'parts'>): Extract<Plan, { outcome: 'go' }> => {
  const [{ target }, ...fallbacks] = ways;
  return {
    outcome: 'go',
    target,
    fallbacks: fallbacks.map((way) => way.target),
    ruleId,
    reservedMicroUsd: Math.max(...ways.map(({ microUsd }) => microUsd)),
    limitsOutput,
  };
};
