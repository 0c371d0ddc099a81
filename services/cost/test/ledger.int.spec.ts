import { cost, type Price, type TokenUsage } from '@archestra/contracts';
import type { NatsClient } from '@archestra/messaging';
import { eventually } from '@archestra/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { Settlement } from '../src/ledger/settlement.ts';
import { aLlmCall, aProvider, useCost, type LlmCall } from './cost.ts';

const amount = fc.oneof(fc.constant(0), fc.nat(100_000_000));
const maybe = fc.option(amount);
const rates = fc.record({
  input: amount,
  output: amount,
  cachedInput: maybe,
  cacheWrite: maybe,
  tiers: fc.uniqueArray(
    fc.record({
      aboveTokens: fc.constantFrom(1_000, 128_000, 200_000),
      input: amount,
      output: amount,
      cachedInput: maybe,
      cacheWrite: maybe,
    }),
    { maxLength: 2, selector: ({ aboveTokens }) => aboveTokens },
  ),
});
const tokens = fc.oneof(fc.nat(10), fc.nat(3_000), fc.nat(400_000));
const usage: fc.Arbitrary<TokenUsage> = fc.record({
  inputTokens: tokens,
  cachedInputTokens: tokens,
  cacheWriteTokens: tokens,
  outputTokens: tokens,
  reasoningTokens: tokens,
});

// The same money again, by PostgreSQL's exact decimals and from nothing but raw usage and the price table.
const RECOMPUTED = `
  WITH priced AS (
    SELECT l.*, r.side, p.input, p.output, p.cached_input, p.cache_write, t.tier
    FROM ledger l
    CROSS JOIN LATERAL (VALUES ('cost', l.used_model), ('baseline', l.requested_model)) AS r (side, model)
    JOIN price p ON p.organization_id = l.organization_id AND p.model = r.model
      AND p.valid_from <= l.at AND (p.valid_to IS NULL OR l.at < p.valid_to)
    LEFT JOIN LATERAL (
      SELECT tier FROM jsonb_array_elements(p.tiers) AS tier
      WHERE l.input_tokens > (tier->>'aboveTokens')::bigint ORDER BY (tier->>'aboveTokens')::bigint DESC LIMIT 1
    ) t ON true
    WHERE l.organization_id = $1
  ), rated AS (
    SELECT call_id, side, cost, baseline, input_tokens, output_tokens,
      least(cached_input_tokens, input_tokens) AS cached,
      least(cache_write_tokens, input_tokens - least(cached_input_tokens, input_tokens)) AS written,
      CASE WHEN tier IS NULL THEN input ELSE (tier->>'input')::bigint END::numeric AS i,
      CASE WHEN tier IS NULL THEN output ELSE (tier->>'output')::bigint END::numeric AS o,
      CASE WHEN tier IS NULL THEN cached_input ELSE (tier->>'cachedInput')::bigint END::numeric AS c,
      CASE WHEN tier IS NULL THEN cache_write ELSE (tier->>'cacheWrite')::bigint END::numeric AS w
    FROM priced
  ), again AS (
    SELECT *, round(((input_tokens - cached - written) * i + cached * coalesce(c, i) + written * coalesce(w, i)
      + output_tokens * o) / 1000000) AS amount FROM rated
  )
  SELECT side, count(*) AS calls, count(*) FILTER (WHERE amount <> CASE side WHEN 'cost' THEN cost ELSE baseline END) AS wrong,
    sum(amount) AS total FROM again GROUP BY side ORDER BY side`;

describe('the ledger', () => {
  const service = useCost({ TERMS_POLL_MS: '50' });
  let bff: NatsClient;
  beforeAll(async () => {
    bff = await service.client();
  });
  const settle = (organizationId: string, calls: LlmCall[]) =>
    service.part(Settlement).settle(calls.map((call) => ({ organizationId, call })));
  const read = async (organizationId: string, callId: string) =>
    (await bff.call(cost.getLedger, { callIds: [callId] }, { organizationId })).items[0];
  const statistics = async (organizationId: string, groupBy: 'team' | 'profile' | 'model' | 'user' | 'source') =>
    (
      await bff.call(
        cost.readStatistics,
        { from: '2026-11-29T00:00:00Z', to: '2026-11-30T00:00:00Z', bucket: 'day', groupBy },
        { organizationId },
      )
    ).items;
  const setPrice = (
    organizationId: string,
    model: string,
    price: Pick<Price, 'input' | 'output' | 'cachedInput' | 'cacheWrite' | 'tiers'>,
  ) =>
    bff.call(cost.setPrice, { source: 'paid', model, ...price, validFrom: '2026-01-01T00:00:00Z' }, { organizationId });
  const simple = { input: 1_000_000, output: 2_000_000, cachedInput: null, cacheWrite: null, tiers: [] };
  const startedAt = '2026-11-29T10:20:30.400Z';

  it('says for 100,000 generated calls what raw usage and prices say', async () => {
    const organizationId = uuid();
    await service.provide(organizationId, [aProvider('paid')]);
    const models = fc.sample(rates, 12).map((price, index) => ({ model: `m${index}`, price }));
    for (const { model, price } of models) await setPrice(organizationId, model, price);
    const name = fc.constantFrom(...models.map(({ model }) => model));
    const generated = fc.sample(fc.record({ requested: name, used: name, usage }), 100_000);
    for (let at = 0; at < generated.length; at += 1_000)
      await settle(
        organizationId,
        generated.slice(at, at + 1_000).map(({ requested, used, usage: counted }) =>
          aLlmCall({
            requested: { provider: 'paid', model: requested },
            used: { provider: 'paid', model: used },
            usage: counted,
            startedAt,
          }),
        ),
      );
    const { rows } = await service.sql(RECOMPUTED, [organizationId]);
    const [baseline, spent] = rows;
    expect(rows).toMatchObject([
      { side: 'baseline', calls: '100000', wrong: '0' },
      { side: 'cost', calls: '100000', wrong: '0' },
    ]);
    const [sums] = await statistics(organizationId, 'profile');
    expect(sums).toMatchObject({
      calls: 100_000,
      costMicroUsd: Number(spent?.total),
      savedMicroUsd: Number(baseline?.total) - Number(spent?.total),
    });
  }, 240_000);

  it('counts a call for each of its teams, and once everywhere else', async () => {
    const organizationId = uuid();
    await service.provide(organizationId, [aProvider('paid')]);
    await setPrice(organizationId, 'large', simple);
    const [one, two] = [uuid(), uuid()];
    await settle(organizationId, [
      aLlmCall({ teamIds: [one, two], startedAt }),
      aLlmCall({ teamIds: [one], startedAt, source: 'chat' }),
      aLlmCall({ startedAt, outcome: 'failed', used: null, usage: null, profile: null }),
      aLlmCall({
        startedAt,
        outcome: 'refused',
        used: null,
        usage: null,
        principal: { kind: 'service', id: uuid(), name: 's' },
      }),
    ]);
    expect(
      (await statistics(organizationId, 'team')).map(({ key, calls, costMicroUsd }) => [key, calls, costMicroUsd]),
    ).toEqual(
      [
        [one, 2, 4_000],
        [two, 1, 2_000],
        ['none', 2, 0],
      ].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    );
    expect(await statistics(organizationId, 'source')).toMatchObject([
      { key: 'chat', calls: 1, inputTokens: 1_000, outputTokens: 500, costMicroUsd: 2_000 },
      { key: 'client', calls: 3, failed: 1, blocked: 1, inputTokens: 1_000, costMicroUsd: 2_000 },
    ]);
    expect(await statistics(organizationId, 'user')).toMatchObject([
      { calls: 3, costMicroUsd: 4_000 },
      { key: 'none', calls: 1 },
    ]);
    expect(await statistics(organizationId, 'model')).toMatchObject([
      { key: 'none', calls: 2 },
      { key: 'paid:large', calls: 2 },
    ]);
    expect(await statistics(uuid(), 'source')).toEqual([]);
  });

  it('keeps the first record of a call, and no entry of another organization', async () => {
    const organizationId = uuid();
    await service.provide(organizationId, [aProvider('paid')]);
    await setPrice(organizationId, 'large', simple);
    const call = aLlmCall({ startedAt });
    await settle(organizationId, [call, { ...call, usage: null }]);
    await settle(organizationId, [{ ...call, usage: { ...(call.usage as TokenUsage), outputTokens: 0 } }]);
    expect(await read(organizationId, call.callId)).toMatchObject({ costMicroUsd: 2_000 });
    expect(await read(uuid(), call.callId)).toBeUndefined();
  });

  it('counts a call that broke off in a provider with the most it was planned for', async () => {
    const organizationId = uuid();
    await service.provide(organizationId, [aProvider('paid')]);
    await setPrice(organizationId, 'large', simple);
    const facts = {
      hasTools: false,
      hasImages: false,
      contentClass: 'other' as const,
      inputTokens: 2_000,
      maxOutputTokens: 1_000,
    };
    const error = { code: 'CALL_INTERRUPTED' as const, message: 'The gateway stopped.', fault: 'gateway' as const };
    const died = { outcome: 'interrupted' as const, error, facts, startedAt };
    const guess = {
      inputTokens: 1_900,
      cachedInputTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: 0,
      reasoningTokens: 0,
    };
    const broken = aLlmCall({ ...died, usage: null });
    const guessed = aLlmCall({ ...died, usage: guess, isUsageEstimated: true });
    const unsent = aLlmCall({ ...died, usage: null, used: null });
    const vanished = aLlmCall({ outcome: 'interrupted', usage: guess, isUsageEstimated: true, facts, startedAt });
    const failed = aLlmCall({ outcome: 'failed', usage: null, facts, startedAt });
    const counting = aLlmCall({ operation: 'count-tokens', startedAt });
    await settle(organizationId, [broken, guessed, unsent, vanished, failed, counting]);
    for (const { callId } of [broken, guessed])
      expect(await read(organizationId, callId)).toMatchObject({
        costMicroUsd: 4_000,
        usage: { inputTokens: 2_000, outputTokens: 1_000 },
      });
    expect(await read(organizationId, vanished.callId)).toMatchObject({ costMicroUsd: 1_900 });
    for (const { callId } of [unsent, failed, counting])
      expect(await read(organizationId, callId)).toMatchObject({
        costMicroUsd: 0,
        baselineMicroUsd: 0,
        savedMicroUsd: 0,
      });
  });

  it('buries a record no database can hold, and keeps those that came with it', async () => {
    const organizationId = uuid();
    await service.provide(organizationId, [aProvider('paid')]);
    await setPrice(organizationId, 'large', simple);
    const before = await service.deadLetters();
    const good = aLlmCall({ startedAt });
    await service.publishLlm(organizationId, aLlmCall({ startedAt: '0000-01-01T00:00:00Z' }));
    await service.publishLlm(organizationId, good);
    await eventually(async () => expect(await service.pending('cost-llm-calls')).toBe(0));
    expect(await service.deadLetters()).toBe(before + 1);
    expect(await read(organizationId, good.callId)).toMatchObject({ costMicroUsd: 2_000 });
  });
});
