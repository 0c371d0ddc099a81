import { cost, type BudgetInput, type Request } from '@archestra/contracts';
import type { NatsClient } from '@archestra/messaging';
import { eventually } from '@archestra/testing';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { aLlmCall, aProvider, useCost, type LlmCall } from './cost.ts';

type Plan = Request<typeof cost.planCall>;

const large = { provider: 'paid', model: 'large' };
const small = { provider: 'cheap', model: 'small' };

const aPlan = (change: Partial<Plan> = {}): Plan => ({
  callId: uuid(),
  source: 'client',
  principal: { kind: 'user', id: '0199a000-0000-7000-8000-000000000002' },
  tokenId: null,
  teamIds: [],
  profileId: '0199a000-0000-7000-8000-000000000001',
  requested: large,
  inputTokens: 1_000,
  maxOutputTokens: 500,
  hasTools: false,
  hasImages: false,
  contentClass: 'other',
  ...change,
});

const aBudget = (change: Partial<BudgetInput> = {}): BudgetInput => ({
  name: 'Everything',
  scope: 'organization',
  subject: null,
  unit: 'micro-usd',
  limit: 10_000,
  window: 'day',
  timeZone: 'UTC',
  alertPercents: [50],
  blocks: true,
  isEnabled: true,
  ...change,
});

describe('budgets', () => {
  const service = useCost({ TERMS_POLL_MS: '50' });
  let bff: NatsClient;
  let gateway: NatsClient;
  let organizationId: string;
  const plan = (change: Partial<Plan> = {}) => gateway.call(cost.planCall, aPlan(change), { organizationId });
  const budget = (change: Partial<BudgetInput> = {}) =>
    bff.call(cost.createBudget, aBudget(change), { organizationId, principal: 'user:ada' });
  const states = async () => (await bff.call(cost.listBudgets, {}, { organizationId })).items;
  const price = (source: string, model: string, input: number, output: number) =>
    bff.call(
      cost.setPrice,
      {
        source,
        model,
        input,
        output,
        cachedInput: null,
        cacheWrite: null,
        tiers: [],
        validFrom: '2026-01-01T00:00:00Z',
      },
      { organizationId },
    );
  const settled = () => eventually(async () => expect(await service.pending('cost-llm-calls')).toBe(0));
  const publish = async (change: Partial<LlmCall> = {}, again = false) => {
    const call = aLlmCall(change);
    await service.publishLlm(organizationId, call, again);
    await settled();
    return call;
  };
  const ledger = async (...callIds: string[]) =>
    (await bff.call(cost.getLedger, { callIds }, { organizationId })).items;

  beforeAll(async () => {
    bff = await service.client();
    gateway = await service.gateway();
  });

  beforeEach(async () => {
    organizationId = uuid();
    await service.provide(organizationId, [
      aProvider('paid'),
      aProvider('cheap'),
      aProvider('local', { priceSource: null }),
      aProvider('mystery'),
    ]);
    // 1,000 tokens in and 500 out: 1,000 + 1,000 = 2,000 µ$, and a tenth of it.
    await price('paid', 'large', 1_000_000, 2_000_000);
    await price('cheap', 'small', 100_000, 200_000);
  });

  it('lets an organization without budgets through, whatever the model', async () => {
    await expect(plan()).resolves.toEqual({
      outcome: 'go',
      target: large,
      fallbacks: [],
      ruleId: null,
      reservedMicroUsd: 0,
      limitsOutput: false,
    });
    const unknown = { provider: 'mystery', model: 'm' };
    await expect(plan({ requested: unknown })).resolves.toMatchObject({ outcome: 'go', target: unknown });
  });

  it('reserves the worst a call can cost, and counts what it did cost', async () => {
    await budget();
    const callId = uuid();
    await expect(plan({ callId, maxOutputTokens: 4_000 })).resolves.toMatchObject({
      outcome: 'go',
      reservedMicroUsd: 9_000,
    });
    expect(await states()).toMatchObject([{ spent: 0, reserved: 9_000 }]);
    await publish({ callId });
    expect(await states()).toMatchObject([{ spent: 2_000, reserved: 0 }]);
    expect(await ledger(callId)).toMatchObject([{ costMicroUsd: 2_000, baselineMicroUsd: 2_000, savedMicroUsd: 0 }]);
  });

  it('reserves once for a call that is planned twice, and refuses an id whose call is over', async () => {
    await budget();
    const callId = uuid();
    const first = await plan({ callId });
    await expect(plan({ callId })).resolves.toEqual(first);
    expect(await states()).toMatchObject([{ reserved: 2_000 }]);
    await publish({ callId });
    await expect(plan({ callId })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await states()).toMatchObject([{ spent: 2_000, reserved: 0 }]);
  });

  it('refuses the next call when the budget is used up, and says which, how far and until when', async () => {
    const { id } = await budget({ limit: 2_000 });
    await publish();
    await expect(plan()).resolves.toEqual({
      outcome: 'full',
      budget: {
        id,
        name: 'Everything',
        scope: 'organization',
        unit: 'micro-usd',
        limit: 2_000,
        window: 'day',
        spent: 2_000,
        reserved: 0,
        resetsAt: expect.stringMatching(/T00:00:00\.000Z$/),
      },
    });
  });

  it('passes a limit by one reservation at most, however many ask at once', async () => {
    await budget({ limit: 5_000 });
    const plans = await Promise.all(Array.from({ length: 40 }, () => plan()));
    expect(plans.filter(({ outcome }) => outcome === 'go')).toHaveLength(3);
    expect(await states()).toMatchObject([{ reserved: 6_000 }]);
  });

  it('reserves in all budgets or in none', async () => {
    await budget({ name: 'Wide', limit: 1_000_000 });
    await budget({ name: 'Tokens', unit: 'tokens', limit: 1_500 });
    await expect(plan()).resolves.toMatchObject({ outcome: 'go' });
    await expect(plan()).resolves.toMatchObject({ outcome: 'full', budget: { name: 'Tokens', reserved: 1_500 } });
    expect(await states()).toMatchObject([{ reserved: 2_000 }, { reserved: 1_500 }]);
  });

  it('counts each member of a budget per member separately', async () => {
    await budget({ scope: 'user', limit: 2_000 });
    const other = { kind: 'user' as const, id: uuid() };
    await expect(plan()).resolves.toMatchObject({ outcome: 'go' });
    await expect(plan()).resolves.toMatchObject({ outcome: 'full' });
    await expect(plan({ principal: other })).resolves.toMatchObject({ outcome: 'go' });
    await expect(plan({ principal: { kind: 'service', id: uuid() } })).resolves.toMatchObject({ outcome: 'go' });
  });

  it('only tells of a budget that does not block', async () => {
    await budget({ blocks: false, limit: 1 });
    await publish();
    await expect(plan()).resolves.toMatchObject({ outcome: 'go' });
  });

  it('refuses a model without a price only where money is limited', async () => {
    const requested = { provider: 'mystery', model: 'm' };
    await budget({ unit: 'tokens', limit: 1_000_000 });
    await expect(plan({ requested })).resolves.toMatchObject({ outcome: 'go', reservedMicroUsd: 0 });
    await budget();
    await expect(plan({ requested })).resolves.toEqual({ outcome: 'unpriced', target: requested });
    await expect(plan({ requested: { provider: 'local', model: 'm' } })).resolves.toMatchObject({ outcome: 'go' });
    const call = await publish({ requested, used: requested });
    expect(await ledger(call.callId)).toMatchObject([
      { costMicroUsd: null, baselineMicroUsd: null, savedMicroUsd: null },
    ]);
  });

  it('counts what was spent before there was a budget', async () => {
    await publish();
    await publish({ startedAt: new Date(Date.now() - 2 * 86_400_000).toISOString() });
    await budget({ limit: 1_000_000 });
    expect(await states()).toMatchObject([{ spent: 2_000, reserved: 0 }]);
    await budget({ name: 'Ever', window: 'total', limit: 1_000_000 });
    expect(await states()).toMatchObject([
      { spent: 2_000 },
      { spent: 4_000, windowStartsAt: null, windowEndsAt: null },
    ]);
  });

  it('counts a record once, however often it is delivered', async () => {
    await budget({ limit: 1_000_000 });
    const call = await publish();
    await publish(call, true);
    await publish(call, true);
    expect(await states()).toMatchObject([{ spent: 2_000 }]);
  });

  it('tells once when a percentage is passed and when the budget is full', async () => {
    const { id } = await budget({ limit: 4_000, alertPercents: [25, 50] });
    const call = await publish();
    await publish(call, true);
    const told = async () =>
      (await service.sql('SELECT percent FROM budget_alert WHERE budget_id = $1 ORDER BY percent', [id])).rows;
    expect(await told()).toEqual([{ percent: 25 }, { percent: 50 }]);
    await publish();
    await eventually(async () => expect(await told()).toHaveLength(3));
  });

  it('switches to the target of a rule, and keeps what that saved', async () => {
    await budget({ limit: 1_000_000 });
    const rule = await bff.call(
      cost.createRule,
      {
        name: 'Small talk',
        priority: 1,
        condition: { contentClasses: ['conversation'] },
        target: small,
        isEnabled: true,
      },
      { organizationId },
    );
    const callId = uuid();
    const facts = {
      hasTools: false,
      hasImages: false,
      contentClass: 'conversation' as const,
      inputTokens: 1_000,
      maxOutputTokens: 500,
    };
    await expect(plan({ callId, ...facts })).resolves.toEqual({
      outcome: 'go',
      target: small,
      ruleId: rule.id,
      fallbacks: [],
      limitsOutput: true,
      reservedMicroUsd: 200,
    });
    await expect(plan({ contentClass: 'code' })).resolves.toMatchObject({ target: large, ruleId: null });
    const startedAt = new Date().toISOString();
    await publish({ callId, used: small, ruleId: rule.id, startedAt, facts });
    expect(await ledger(callId)).toMatchObject([{ costMicroUsd: 200, baselineMicroUsd: 2_000, savedMicroUsd: 1_800 }]);
    const hour = { from: startedAt, to: new Date(Date.now() + 1).toISOString() };
    const { items } = await bff.call(
      cost.readStatistics,
      { ...hour, bucket: 'hour', groupBy: 'model' },
      { organizationId },
    );
    expect(items).toMatchObject([{ key: 'cheap:small', calls: 1, costMicroUsd: 200, savedMicroUsd: 1_800 }]);
    const undone = {
      name: 'Back',
      priority: 1,
      condition: { hasTools: false },
      target: large,
      isEnabled: true,
    };
    await expect(
      bff.call(cost.simulateRule, { rule: undone, from: '2026-01-01T00:00:00Z', to: hour.to }, { organizationId }),
    ).resolves.toEqual({ calls: 1, matched: 1, unpriced: 0, costMicroUsd: 200, simulatedMicroUsd: 2_000 });
  });
});
