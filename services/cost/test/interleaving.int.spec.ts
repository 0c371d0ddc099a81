import { cost } from '@archestra/contracts';
import type { NatsClient } from '@archestra/messaging';
import { eventually } from '@archestra/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { aLlmCall, aProvider, useCost, type LlmCall } from './cost.ts';

const LIMIT = 20_000;
const requested = { provider: 'paid', model: 'large' };

type Step =
  | { kind: 'plan'; sizes: number[] }
  | { kind: 'finish'; which: number; share: number }
  | { kind: 'again'; which: number }
  | { kind: 'settle' }
  | { kind: 'forget' }
  | { kind: 'rebudget' }
  | { kind: 'crash' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('plan' as const),
      sizes: fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 1, maxLength: 6 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('finish' as const),
      which: fc.nat(50),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('again' as const), which: fc.nat(50) }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'settle' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'forget' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'rebudget' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'crash' as const }) },
);

/** A world with one budget, and what should be true of it. */
class World {
  readonly organizationId = uuid();
  readonly open = new Map<string, { tokens: number; isOfThisRun: boolean }>();
  readonly finished: LlmCall[] = [];
  /** Redis lost what it knew, and nobody has put it back yet. */
  isForgotten = false;
  spent = 0;
  largest = 0;
}

describe('plans, records, losses and crashes in any order', () => {
  const service = useCost({ TERMS_POLL_MS: '50' });
  let bff: NatsClient;
  let gateway: NatsClient;
  beforeAll(async () => {
    bff = await service.client();
    gateway = await service.gateway();
  });
  const settled = () => eventually(async () => expect(await service.pending('cost-llm-calls')).toBe(0));

  const budget = {
    name: 'All',
    scope: 'organization' as const,
    subject: null,
    unit: 'micro-usd' as const,
    limit: LIMIT,
    window: 'total' as const,
    timeZone: 'UTC',
    alertPercents: [],
    blocks: true,
    isEnabled: true,
  };

  const begin = async (world: World): Promise<string> => {
    const { organizationId } = world;
    await service.provide(organizationId, [aProvider('paid')]);
    // A token in costs 1 µ$, so that money and tokens are the same number.
    const price = { input: 1_000_000, output: 0, cachedInput: null, cacheWrite: null, tiers: [] };
    await bff.call(
      cost.setPrice,
      { source: 'paid', model: 'large', ...price, validFrom: '2026-01-01T00:00:00Z' },
      { organizationId },
    );
    return (await bff.call(cost.createBudget, budget, { organizationId })).id;
  };

  const plan = async (world: World, inputTokens: number): Promise<void> => {
    const callId = uuid();
    const answer = await gateway.call(
      cost.planCall,
      {
        callId,
        source: 'client',
        principal: { kind: 'user', id: '0199a000-0000-7000-8000-000000000002' },
        tokenId: null,
        teamIds: [],
        profileId: null,
        requested,
        inputTokens,
        maxOutputTokens: 0,
        hasTools: false,
        hasImages: false,
        contentClass: 'other',
      },
      { organizationId: world.organizationId },
    );
    if (answer.outcome !== 'go') return;
    expect(answer.reservedMicroUsd).toBe(inputTokens);
    world.open.set(callId, { tokens: inputTokens, isOfThisRun: true });
    world.largest = Math.max(world.largest, inputTokens);
  };

  const finish = async (world: World, callId: string, share: number): Promise<void> => {
    const { tokens } = world.open.get(callId) as { tokens: number };
    const inputTokens = Math.floor(tokens * share);
    const usage = { inputTokens, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0, reasoningTokens: 0 };
    const call = aLlmCall({ callId, requested, used: requested, usage });
    await service.publishLlm(world.organizationId, call);
    world.open.delete(callId);
    world.finished.push(call);
    world.spent += inputTokens;
  };

  /** Of calls in work, either the process or Redis has to know. */
  const crash = async (world: World): Promise<void> => {
    if (world.isForgotten && world.open.size > 0) return;
    await service.stop();
    await service.start();
    for (const call of world.open.values()) call.isOfThisRun = false;
  };

  /** The same the other way round. */
  const forget = async (world: World): Promise<void> => {
    if (![...world.open.values()].every(({ isOfThisRun }) => isOfThisRun)) return;
    await service.loseCounters();
    world.isForgotten = true;
  };

  const again = async (world: World, which: number): Promise<void> => {
    const call = world.finished[which % (world.finished.length || 1)];
    if (call) await service.publishLlm(world.organizationId, call, true);
  };

  const finishOne = async (world: World, which: number, share: number): Promise<void> => {
    const callId = [...world.open.keys()][which % (world.open.size || 1)];
    if (callId !== undefined) await finish(world, callId, share);
  };

  const run = async (world: World, budgetId: string, next: Step): Promise<void> => {
    const { organizationId } = world;
    switch (next.kind) {
      case 'plan':
        await Promise.all(next.sizes.map((size) => plan(world, size)));
        world.isForgotten = false;
        break;
      case 'finish':
        return finishOne(world, next.which, next.share);
      case 'again':
        return again(world, next.which);
      case 'settle':
        return settled();
      case 'rebudget':
        await bff.call(cost.updateBudget, { id: budgetId, ...budget }, { organizationId });
        break;
      case 'crash':
        return crash(world);
      case 'forget':
        return forget(world);
    }
  };

  it('never pass a limit by more than one reservation, and end with the ledger in the counters', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
        const world = new World();
        const budgetId = await begin(world);
        for (const next of steps) {
          await run(world, budgetId, next);
          const held = [...world.open.values()].reduce((sum, { tokens }) => sum + tokens, world.spent);
          expect(held).toBeLessThan(LIMIT + Math.max(world.largest, 1));
        }
        for (const callId of [...world.open.keys()]) await finish(world, callId, 1);
        await settled();
        const { organizationId } = world;
        const [state] = (await bff.call(cost.listBudgets, {}, { organizationId })).items;
        expect(state).toMatchObject({ spent: world.spent, reserved: 0 });
        const { rows } = await service.sql(
          'SELECT count(*) AS calls, coalesce(sum(cost), 0) AS spent FROM ledger WHERE organization_id = $1',
          [organizationId],
        );
        expect(rows).toEqual([{ calls: String(world.finished.length), spent: String(world.spent) }]);
      }),
      // A busy machine tries fewer of them.
      { numRuns: 20, interruptAfterTimeLimit: 120_000 },
    );
  }, 240_000);
});
