import { cost, type BudgetInput, type OptimizationRuleInput, type Request } from '@archestra/contracts';
import type { NatsClient } from '@archestra/messaging';
import { eventually, startService, useInfra } from '@archestra/testing';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { CostEnv } from '../src/cost.config.ts';
import { CostModule } from '../src/cost.module.ts';
import { aLlmCall, aProvider, useCost } from './cost.ts';

type Plan = Request<typeof cost.planCall>;

const large = { provider: 'paid', model: 'large' };
const small = { provider: 'cheap', model: 'small' };
const profileId = '0199a000-0000-7000-8000-000000000001';

const aPlan = (change: Partial<Plan> = {}): Plan => ({
  callId: uuid(),
  source: 'client',
  principal: { kind: 'user', id: '0199a000-0000-7000-8000-000000000002' },
  tokenId: null,
  teamIds: [],
  profileId,
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
  window: 'month',
  timeZone: 'Europe/Berlin',
  alertPercents: [],
  blocks: true,
  isEnabled: true,
  ...change,
});

describe('planning', () => {
  const service = useCost({ TERMS_POLL_MS: '50', SWEEP_MS: '100', RESERVATION_MS: '1500' });
  let bff: NatsClient;
  let gateway: NatsClient;
  let organizationId: string;
  beforeAll(async () => {
    bff = await service.client();
    gateway = await service.gateway();
    // The first question of each kind takes its time on a busy machine.
    await eventually(() => bff.call(cost.listRules, {}, { organizationId: uuid() }));
  });
  const plan = (change: Partial<Plan> = {}) => gateway.call(cost.planCall, aPlan(change), { organizationId });
  const budget = (change: Partial<BudgetInput> = {}) =>
    bff.call(cost.createBudget, aBudget(change), { organizationId });
  const rule = (change: Partial<OptimizationRuleInput> = {}) =>
    bff.call(
      cost.createRule,
      { name: 'Rule', priority: 10, condition: {}, target: small, isEnabled: true, ...change } as Request<
        typeof cost.createRule
      >,
      { organizationId },
    );
  const price = (source: string, model: string, input: number) =>
    bff.call(
      cost.setPrice,
      {
        source,
        model,
        input,
        output: 0,
        cachedInput: null,
        cacheWrite: null,
        tiers: [],
        validFrom: '2026-01-01T00:00:00Z',
      },
      { organizationId },
    );
  const state = async () => (await bff.call(cost.listBudgets, {}, { organizationId })).items[0];

  beforeEach(async () => {
    organizationId = uuid();
    await service.provide(organizationId, [
      aProvider('paid'),
      aProvider('cheap', {
        allowsUnlisted: false,
        models: [{ id: 'small', contextTokens: null, maxOutputTokens: null }],
      }),
      aProvider('off', { isEnabled: false }),
    ]);
    await price('paid', 'large', 2_000_000);
    await price('cheap', 'small', 200_000);
    await price('off', 'm', 1);
  });

  it('lets the first rule by priority decide, and skips targets nobody offers', async () => {
    await rule({ name: 'Off', priority: 1, target: { provider: 'off', model: 'm' } });
    await rule({ name: 'Gone', priority: 2, target: { provider: 'gone', model: 'm' } });
    await rule({ name: 'Unlisted', priority: 3, target: { provider: 'cheap', model: 'unlisted' } });
    await rule({ name: 'Disabled', priority: 4, isEnabled: false });
    const second = await rule({ name: 'Second', priority: 6, target: { provider: 'paid', model: 'other' } });
    await expect(plan()).resolves.toMatchObject({ target: { model: 'other' }, ruleId: second.id });
    const first = await rule({ name: 'First', priority: 5 });
    await expect(plan()).resolves.toMatchObject({ target: small, ruleId: first.id });
    await bff.call(cost.updateRule, { ...aRuleOf(first), condition: { hasTools: true } }, { organizationId });
    await expect(plan()).resolves.toMatchObject({ ruleId: second.id });
    await bff.call(cost.deleteRule, { id: second.id }, { organizationId });
    await expect(plan()).resolves.toMatchObject({ target: large, ruleId: null });
    expect((await bff.call(cost.listRules, {}, { organizationId })).items.map(({ name }) => name)).toEqual([
      'Off',
      'Gone',
      'Unlisted',
      'Disabled',
      'First',
    ]);
  });

  it('goes the way that was asked for when a target has no price or its budget is full', async () => {
    await budget({ limit: 100_000 });
    await rule({ target: { provider: 'paid', model: 'unpriced' } });
    await expect(plan()).resolves.toMatchObject({ target: large, ruleId: null, reservedMicroUsd: 2_000 });
    const other = await rule({ priority: 1 });
    await budget({ name: 'Small', scope: 'model', subject: 'cheap:small', limit: 0 });
    const callId = uuid();
    const first = await plan({ callId });
    expect(first).toMatchObject({ target: large, ruleId: null });
    await expect(plan({ callId })).resolves.toEqual(first);
    await bff.call(cost.deleteRule, { id: other.id }, { organizationId });
  });

  it('puts aside what the dearest of those who may answer can cost, and leaves out whom no budget lets answer', async () => {
    const [first, spare, dear, unpriced] = ['small', 'spare', 'dear', 'unpriced'].map((model) => ({
      provider: 'cheap',
      model,
    })) as [typeof small, typeof small, typeof small, typeof small];
    const off = { provider: 'off', model: 'm' };
    await service.provide(organizationId, [
      aProvider('cheap', { fallbacks: [spare, off, unpriced, dear] }),
      aProvider('off', { isEnabled: false }),
    ]);
    await price('cheap', 'spare', 400_000);
    await price('cheap', 'dear', 9_000_000);
    const ask = (change: Partial<Plan> = {}) => plan({ requested: first, ...change });
    await eventually(async () =>
      expect(await ask()).toMatchObject({ fallbacks: [spare, unpriced, dear], limitsOutput: false }),
    );
    await budget({ limit: 1_000_000 });
    const callId = uuid();
    const whole = await ask({ callId });
    expect(whole).toMatchObject({
      target: first,
      fallbacks: [spare, dear],
      reservedMicroUsd: 9_000,
      limitsOutput: true,
    });
    await expect(ask({ callId })).resolves.toEqual(whole);
    expect(await state()).toMatchObject({ reserved: 9_000 });
    await budget({ name: 'Dear', scope: 'model', subject: 'cheap:dear', unit: 'tokens', limit: 0 });
    await expect(ask()).resolves.toMatchObject({ target: first, fallbacks: [spare], reservedMicroUsd: 400 });
    expect(await state()).toMatchObject({ reserved: 9_400 });
    await service.publishLlm(organizationId, aLlmCall({ callId, requested: first, used: dear }));
    await eventually(async () => expect(await state()).toMatchObject({ spent: 9_000, reserved: 400 }));
    await budget({ name: 'First', scope: 'model', subject: 'cheap:small', unit: 'tokens', limit: 0 });
    await expect(ask()).resolves.toMatchObject({ outcome: 'full', budget: { name: 'First' } });
  });

  it('lets a model that costs nothing answer when the money is used up, without the fallback that is paid', async () => {
    await service.provide(organizationId, [
      aProvider('local', { priceSource: null, fallbacks: [large] }),
      aProvider('paid'),
    ]);
    await budget({ limit: 0 });
    await eventually(async () =>
      expect(await plan({ requested: { provider: 'local', model: 'm' } })).toMatchObject({
        outcome: 'go',
        fallbacks: [],
        reservedMicroUsd: 0,
      }),
    );
  });

  it('looks how full budgets are where a rule asks for it', async () => {
    const thrift = await rule({ condition: { minBudgetPercent: 50 } as OptimizationRuleInput['condition'] });
    await expect(plan()).resolves.toMatchObject({ ruleId: null });
    await budget({ limit: 8_000 });
    await expect(plan()).resolves.toMatchObject({ ruleId: null });
    await expect(plan()).resolves.toMatchObject({ ruleId: null });
    await expect(plan()).resolves.toMatchObject({ ruleId: thrift.id, target: small });
  });

  it('gives a reservation back when no record of the call ever comes, and still counts one that comes late', async () => {
    await budget();
    const callId = uuid();
    await plan({ callId });
    expect(await state()).toMatchObject({ reserved: 2_000 });
    await eventually(async () => expect(await state()).toMatchObject({ spent: 0, reserved: 0 }));
    await service.publishLlm(organizationId, aLlmCall({ callId, requested: large, used: large }));
    await eventually(async () => expect(await state()).toMatchObject({ spent: 2_000, reserved: 0 }));
  });

  it('keeps reservations while records cannot be written, and settles them afterwards', async () => {
    await budget();
    const callId = uuid();
    await service.sql('ALTER TABLE ledger ADD CONSTRAINT nothing CHECK (epoch < 0) NOT VALID');
    await plan({ callId });
    await service.publishLlm(organizationId, aLlmCall({ callId, requested: large, used: large }));
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await state()).toMatchObject({ spent: 0, reserved: 2_000 });
    await service.sql('ALTER TABLE ledger DROP CONSTRAINT nothing');
    await eventually(async () => expect(await state()).toMatchObject({ spent: 2_000, reserved: 0 }), 20_000);
  });

  it('tells of changes to budgets, rules and prices, and of alerts, once each', async () => {
    const { id } = await budget({ alertPercents: [50], limit: 4_000 });
    await service.publishLlm(organizationId, aLlmCall({ requested: large, used: large }));
    const told = async () => {
      const types = (await service.events(organizationId)).map(({ type }) => type);
      return Object.fromEntries(
        ['cost.budget.changed', 'cost.budget.alerted', 'cost.price.changed'].map((type) => [
          type,
          types.filter((one) => one === type).length,
        ]),
      );
    };
    await eventually(async () =>
      expect(await told()).toEqual({ 'cost.budget.changed': 1, 'cost.budget.alerted': 1, 'cost.price.changed': 3 }),
    );
    const alert = (await service.events(organizationId)).find(({ type }) => type === 'cost.budget.alerted');
    expect(alert?.data).toMatchObject({ id, percent: 50, spent: 2_000, limit: 4_000, subject: null });
    await bff.call(cost.deleteBudget, { id }, { organizationId });
    await expect(bff.call(cost.deleteBudget, { id }, { organizationId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keeps organizations apart', async () => {
    const { id } = await budget({ limit: 0 });
    const other = { organizationId: uuid() };
    await expect(plan()).resolves.toMatchObject({ outcome: 'full' });
    await expect(gateway.call(cost.planCall, aPlan(), other)).resolves.toMatchObject({ outcome: 'go' });
    await expect(bff.call(cost.listBudgets, {}, other)).resolves.toEqual({ items: [] });
    await expect(bff.call(cost.updateBudget, { id, ...aBudget() }, other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(gateway.call(cost.planCall, aPlan(), {})).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('agrees with another replica on budgets it has not seen change', async () => {
    const other = await startService({ name: 'cost', module: CostModule, env: CostEnv }, service.nats(), {
      DATABASE_URL: service.databaseUrl(),
      REDIS_URL: useInfra().redisUrl,
      TERMS_POLL_MS: '50',
    });
    try {
      await budget({ limit: 7_000 });
      // A first budget is seen at the next look, any change after it at the next call.
      await new Promise((resolve) => setTimeout(resolve, 500));
      // The queue group gives each call to one of the two.
      const outcomes = await Promise.all(Array.from({ length: 30 }, () => plan()));
      expect(outcomes.filter(({ outcome }) => outcome === 'go')).toHaveLength(4);
      expect(await state()).toMatchObject({ reserved: 8_000 });
      await service.loseCounters();
      const after = await Promise.all(Array.from({ length: 30 }, () => plan()));
      // Each replica puts back its own calls, when it asks next: until then the others do not know of them.
      expect(after.filter(({ outcome }) => outcome === 'go').length).toBeLessThanOrEqual(4);
    } finally {
      await other.stop();
    }
  });

  it('refuses what is no plan, and never answers outside its contract', async () => {
    await budget({ limit: 1_000_000_000 });
    const odd = fc.record(
      {
        callId: fc.oneof(fc.uuid(), fc.anything()),
        inputTokens: fc.oneof(fc.nat(), fc.constant(Number.MAX_SAFE_INTEGER), fc.double(), fc.anything()),
        maxOutputTokens: fc.oneof(fc.nat(), fc.constant(Number.MAX_SAFE_INTEGER)),
        teamIds: fc.oneof(fc.array(fc.uuid(), { maxLength: 5 }), fc.anything()),
        requested: fc.oneof(
          fc.record({ provider: fc.constant('paid'), model: fc.oneof(fc.constant('large'), fc.string()) }),
          fc.anything(),
        ),
        tokenId: fc.oneof(fc.uuid(), fc.constant(null), fc.anything()),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(odd, async (change) => {
        const outcome = await plan(change as Partial<Plan>).then(
          (answer) => answer.outcome,
          (error: { code: string }) => error.code,
        );
        expect(['go', 'full', 'unpriced', 'INVALID_INPUT', 'CONFLICT']).toContain(outcome);
      }),
      { numRuns: 200 },
    );
  });
});

const aRuleOf = ({ id, name, priority, target, isEnabled }: OptimizationRuleInput & { id: string }) => ({
  id,
  name,
  priority,
  target,
  isEnabled,
});
