import { setTimeout as pause } from 'node:timers/promises';
import { cost, type Budget, type BudgetInput } from '@archestra/contracts';
import type { NatsClient } from '@archestra/messaging';
import { eventually, startService, useInfra } from '@archestra/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import type { BudgetBook } from '../src/budget/budget.store.ts';
import { Budgets } from '../src/budget/budgets.ts';
import { Counters } from '../src/budget/counters.ts';
import { CostEnv } from '../src/cost.config.ts';
import { CostModule } from '../src/cost.module.ts';
import { Settlement } from '../src/ledger/settlement.ts';
import { CallPlan } from '../src/plan/call-plan.ts';
import { aLlmCall, aProvider, useCost } from './cost.ts';

const requested = { provider: 'paid', model: 'large' };
const input: BudgetInput = {
  name: 'All',
  scope: 'organization',
  subject: null,
  unit: 'micro-usd',
  limit: 1_000_000,
  window: 'day',
  timeZone: 'UTC',
  alertPercents: [],
  blocks: true,
  isEnabled: true,
};

describe('two replicas of cost', () => {
  const service = useCost({ SWEEP_MS: '100' });
  let other: Awaited<ReturnType<typeof startService>>;
  let bff: NatsClient;
  let organizationId: string;
  let budget: Budget;
  beforeAll(async () => {
    bff = await service.client();
    other = await startService({ name: 'cost', module: CostModule, env: CostEnv }, service.nats(), {
      DATABASE_URL: service.databaseUrl(),
      REDIS_URL: useInfra().redisUrl,
    });
  }, 60_000);
  afterAll(() => other.stop());

  const here = <T>(type: abstract new (...parts: never[]) => T): T => service.part(type);
  const there = <T>(type: abstract new (...parts: never[]) => T): T => other.app.get<T>(type);
  /** This replica has not seen what changed since. */
  const forget = (book: BudgetBook): void => here(Budgets).set(organizationId, book);
  const spent = async () => {
    const state = await there(Counters).read(organizationId);
    return [...state.spent.values()];
  };
  const plan = (callId: string) =>
    here(CallPlan).plan(organizationId, {
      callId,
      source: 'client',
      principal: { kind: 'user', id: uuid() },
      tokenId: null,
      teamIds: [],
      profileId: null,
      requested,
      inputTokens: 1_000,
      maxOutputTokens: 500,
      hasTools: false,
      hasImages: false,
      contentClass: 'other',
    });

  beforeEach(async () => {
    organizationId = uuid();
    await service.provide(organizationId, [aProvider('paid')]);
    const price = { input: 1_000_000, output: 0, cachedInput: null, cacheWrite: null, tiers: [] };
    await bff.call(
      cost.setPrice,
      { source: 'paid', model: 'large', ...price, validFrom: '2026-01-01T00:00:00Z' },
      { organizationId },
    );
    budget = await bff.call(cost.createBudget, input, { organizationId });
    await eventually(async () => {
      await here(Counters).ready(organizationId);
      await there(Counters).ready(organizationId);
      expect(here(Budgets).of(organizationId)).toEqual(there(Budgets).of(organizationId));
    });
  });

  it('count a call that is settled by the one that has not heard of the first budget', async () => {
    forget({ budgets: [], epoch: 0 });
    await here(Settlement).settle([{ organizationId, call: aLlmCall({ requested, used: requested }) }]);
    await expect(spent()).resolves.toEqual([1_000]);
  });

  it('do not put back what the other one settled', async () => {
    const callId = uuid();
    await plan(callId);
    await there(Settlement).settle([{ organizationId, call: aLlmCall({ callId, requested, used: requested }) }]);
    const before = here(Budgets).of(organizationId);
    await bff.call(cost.updateBudget, { ...input, id: budget.id, limit: 2_000_000 }, { organizationId });
    await there(Budgets).reload(organizationId);
    await there(Counters).ready(organizationId);
    forget(before);
    await here(Counters).ready(organizationId);
    const { reserved } = await there(Counters).read(organizationId);
    expect([...reserved]).toEqual([]);
    await expect(spent()).resolves.toEqual([1_000]);
  });

  it('put calls in work under the budgets there are now', async () => {
    await plan(uuid());
    const before = here(Budgets).of(organizationId);
    await bff.call(cost.updateBudget, { ...input, id: budget.id, unit: 'tokens' }, { organizationId });
    await there(Budgets).reload(organizationId);
    await there(Counters).ready(organizationId);
    forget(before);
    await here(Counters).ready(organizationId);
    const { reserved } = await there(Counters).read(organizationId);
    expect([...reserved.values()]).toEqual([1_500]);
  });

  it('do not sweep away counters of a window that only the other one knows', async () => {
    const before = here(Budgets).of(organizationId);
    await bff.call(cost.updateBudget, { ...input, id: budget.id, window: 'total' }, { organizationId });
    await there(Budgets).reload(organizationId);
    await there(Settlement).settle([{ organizationId, call: aLlmCall({ requested, used: requested }) }]);
    for (let look = 0; look < 10; look += 1) {
      forget(before);
      await pause(50);
    }
    await expect(spent()).resolves.toEqual([1_000]);
  });
});
