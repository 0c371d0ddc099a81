import { setTimeout } from 'node:timers/promises';
import { AppError, cost } from '@archestra/contracts';
import type { NatsClient } from '@archestra/messaging';
import { eventually } from '@archestra/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { aLlmCall, aProvider, type LlmCall } from './cost.ts';
import { useTill } from './till.ts';

/** For some 500 calls. */
const LIMIT = 1_000_000;
/** 1,000 tokens in and 1,000 out at $1 and $2 for a million. */
const RESERVATION = 3_000;
const CALLERS = 12;
const requested = { provider: 'paid', model: 'large' };
const random = (below: number): number => Math.floor(Math.random() * below);

describe('a budget under load', () => {
  // Nothing of this Redis survives its end.
  const till = useTill({ TERMS_POLL_MS: '100' });
  let bff: NatsClient;
  let gateway: NatsClient;
  let publish: Awaited<ReturnType<typeof till.publisher>>;

  beforeAll(async () => {
    bff = await till.client('bff');
    gateway = await till.client('gateway');
    publish = await till.publisher();
  });

  const ask = <T>(question: () => Promise<T>): Promise<T> => eventually(question, 60_000);

  const prepare = async (limit: number): Promise<string> => {
    const organizationId = uuid();
    await till.provide(organizationId, [aProvider('paid')]);
    const price = { input: 1_000_000, output: 2_000_000, cachedInput: null, cacheWrite: null, tiers: [] };
    await ask(() =>
      bff.call(
        cost.setPrice,
        { source: 'paid', model: 'large', ...price, validFrom: '2026-01-01T00:00:00Z' },
        { organizationId },
      ),
    );
    await ask(() =>
      bff.call(
        cost.createBudget,
        {
          name: 'All',
          scope: 'organization',
          subject: null,
          unit: 'micro-usd',
          limit,
          window: 'total',
          timeZone: 'UTC',
          alertPercents: [],
          blocks: true,
          isEnabled: true,
        },
        { organizationId },
      ),
    );
    return organizationId;
  };

  /** Calls like a gateway until told to stop: plans, works a while, records. Answers what the records cost. */
  const callUntil = async (organizationId: string, isOver: () => boolean, seen: Record<string, number>) => {
    let spent = 0;
    const record = async (change: Partial<LlmCall>) => publish(organizationId, aLlmCall({ requested, ...change }));
    while (!isOver()) {
      const callId = uuid();
      const plan = await gateway
        .call(
          cost.planCall,
          {
            callId,
            source: 'client',
            principal: { kind: 'user', id: '0199a000-0000-7000-8000-000000000002' },
            tokenId: null,
            teamIds: [],
            profileId: null,
            requested,
            inputTokens: 1_000,
            maxOutputTokens: 1_000,
            hasTools: false,
            hasImages: false,
            contentClass: 'other',
          },
          { organizationId },
        )
        .catch((error: unknown) => AppError.from(error));
      const outcome = plan instanceof AppError ? plan.code : plan.outcome;
      seen[outcome] = (seen[outcome] ?? 0) + 1;
      if (outcome !== 'go') {
        // Nobody was asked; the record says so.
        if (plan instanceof AppError) await record({ callId, used: null, usage: null, outcome: 'failed' });
        await setTimeout(20);
        continue;
      }
      await setTimeout(random(60));
      const outputTokens = random(1_001);
      spent += 1_000 + 2 * outputTokens;
      await record({
        callId,
        used: requested,
        usage: { inputTokens: 1_000, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens, reasoningTokens: 0 },
      });
    }
    return spent;
  };

  const inLedger = async (organizationId: string): Promise<number> => {
    const { rows } = await till.sql('SELECT coalesce(sum(cost), 0) AS spent FROM ledger WHERE organization_id = $1', [
      organizationId,
    ]);
    return Number(rows[0]?.spent);
  };

  const inSums = async (organizationId: string): Promise<number> => {
    const { rows } = await till.sql(
      "SELECT coalesce(sum(cost), 0) AS spent FROM statistic WHERE organization_id = $1 AND dimension = 'organization'",
      [organizationId],
    );
    return Number(rows[0]?.spent);
  };

  const state = async (organizationId: string) =>
    (await ask(() => bff.call(cost.listBudgets, {}, { organizationId }))).items[0];

  it('is never passed by more than one reservation, whoever is killed, and no record is lost', async () => {
    const organizationId = await prepare(LIMIT);
    let isOver = false;
    const seen: Record<string, number> = {};
    const callers = Array.from({ length: CALLERS }, () => callUntil(organizationId, () => isOver, seen));
    // However slow the machine is: enough calls lie between two deaths, and the limit is reached at the end.
    const more = (outcome: string, count: number): Promise<void> => {
      const before = seen[outcome] ?? 0;
      return eventually(() => expect(seen[outcome] ?? 0).toBeGreaterThanOrEqual(before + count), 60_000);
    };
    for (const victim of ['redis', 'cost', 'redis', 'cost', 'redis']) {
      await more('go', 20);
      if (victim === 'redis') {
        await till.redis().kill();
        await setTimeout(random(200));
        await till.redis().restart();
      } else {
        await till.kill();
        await till.start();
      }
    }
    await more('full', 20);
    isOver = true;
    const spent = (await Promise.all(callers)).reduce((sum, part) => sum + part, 0);
    await till.drained();
    expect(seen['go']).toBeGreaterThan(100);
    expect(seen['full']).toBeGreaterThan(0);
    expect(seen['PEER_UNAVAILABLE'] ?? seen['PEER_TIMEOUT']).toBeGreaterThan(0);
    expect(Object.keys(seen)).not.toContain('INTERNAL');
    expect(await inLedger(organizationId)).toBe(spent);
    expect(await inSums(organizationId)).toBe(spent);
    expect(spent).toBeLessThanOrEqual(LIMIT + RESERVATION);
    expect(await state(organizationId)).toMatchObject({ spent, reserved: 0 });
  }, 400_000);

  it('answers nothing while nobody can tell what is spent, and counts again what Redis forgot', async () => {
    const organizationId = await prepare(10_000);
    const seen: Record<string, number> = {};
    let calls = 0;
    const spent = await callUntil(organizationId, () => (calls += 1) > 2, seen);
    await till.drained();
    expect(await state(organizationId)).toMatchObject({ spent, reserved: 0 });
    await till.redis().kill();
    const question = { callId: uuid(), requested };
    const plan = () =>
      gateway.call(
        cost.planCall,
        {
          ...question,
          source: 'client',
          principal: { kind: 'user', id: '0199a000-0000-7000-8000-000000000002' },
          tokenId: null,
          teamIds: [],
          profileId: null,
          inputTokens: 1_000,
          maxOutputTokens: 1_000,
          hasTools: false,
          hasImages: false,
          contentClass: 'other',
        },
        { organizationId },
      );
    await expect(plan()).rejects.toMatchObject({
      code: 'PEER_UNAVAILABLE',
      message: expect.stringMatching(/Redis does not answer/),
    });
    await till.redis().restart();
    await expect(ask(plan)).resolves.toMatchObject({ outcome: 'go' });
    expect(await state(organizationId)).toMatchObject({ spent, reserved: RESERVATION });
    await till.withRedis((redis) => redis.flushall());
    expect(await state(organizationId)).toMatchObject({ spent, reserved: RESERVATION });
  }, 60_000);
});
