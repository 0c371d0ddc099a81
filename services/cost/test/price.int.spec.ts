import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cost, type PriceInput } from '@archestra/contracts';
import type { NatsClient } from '@archestra/messaging';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { Settlement } from '../src/ledger/settlement.ts';
import { listedPrice } from '../src/price/litellm-entry.ts';
import { aLlmCall, aProvider, useCost } from './cost.ts';

const table = join(process.env['ARCHESTRA_EVAL_DATA'] ?? '../shared/data', 'prices/litellm.json');
const withTable = existsSync(table) ? it : it.skip;
const readTable = () => JSON.parse(readFileSync(table, 'utf8')) as Record<string, Record<string, unknown>>;

const aPrice = (change: Partial<PriceInput> = {}): PriceInput => ({
  source: 'paid',
  model: 'large',
  input: 1_000_000,
  output: 2_000_000,
  cachedInput: null,
  cacheWrite: null,
  tiers: [],
  validFrom: '2026-01-01T00:00:00.000Z',
  ...change,
});

describe('prices', () => {
  const service = useCost({ TERMS_POLL_MS: '50' });
  let bff: NatsClient;
  beforeAll(async () => {
    bff = await service.client();
  });
  const set = (organizationId: string, change: Partial<PriceInput> = {}) =>
    bff.call(cost.setPrice, aPrice(change), { organizationId, principal: 'user:ada' });
  const own = async (organizationId: string) =>
    (await bff.call(cost.listPrices, { source: 'paid' }, { organizationId })).items.map(
      ({ validFrom, validTo, input }) => [validFrom.slice(0, 10), validTo?.slice(0, 10) ?? null, input],
    );

  it('end where the next begins, in whatever order they are set', async () => {
    const organizationId = uuid();
    await set(organizationId, { validFrom: '2026-03-01T00:00:00.000Z', input: 3 });
    await set(organizationId, { validFrom: '2026-01-01T00:00:00.000Z', input: 1 });
    const second = await set(organizationId, { validFrom: '2026-02-01T00:00:00.000Z', input: 2 });
    expect((await own(organizationId)).sort()).toEqual([
      ['2026-01-01', '2026-02-01', 1],
      ['2026-02-01', '2026-03-01', 2],
      ['2026-03-01', null, 3],
    ]);
    await set(organizationId, { validFrom: '2026-03-01T00:00:00.000Z', input: 4 });
    await bff.call(cost.deletePrice, { id: second.id }, { organizationId });
    expect((await own(organizationId)).sort()).toEqual([
      ['2026-01-01', '2026-03-01', 1],
      ['2026-03-01', null, 4],
    ]);
  });

  it("belong to an organization, and the catalog's to nobody", async () => {
    const mine = uuid();
    const price = await set(mine);
    await expect(bff.call(cost.deletePrice, { id: price.id }, { organizationId: uuid() })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await own(uuid())).toEqual([]);
    const { items } = await bff.call(
      cost.listPrices,
      { search: 'gpt-4o-mini', at: '2026-11-29T00:00:00Z' },
      { organizationId: mine },
    );
    expect(items).toContainEqual(
      expect.objectContaining({
        organizationId: null,
        model: 'gpt-4o-mini',
        input: 150_000,
        output: 600_000,
        cachedInput: 75_000,
      }),
    );
    await expect(
      bff.call(cost.deletePrice, { id: (items[0] as { id: string }).id }, { organizationId: mine }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(
      bff.call(cost.listPrices, { at: '0000-01-01T00:00:00Z' }, { organizationId: mine }),
    ).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('hold for calls of their time, and for a model its own before the catalog before the one for all', async () => {
    const organizationId = uuid();
    await service.provide(organizationId, [
      aProvider('paid'),
      aProvider('openai'),
      aProvider('try', { priceSource: 'demo' }),
    ]);
    await set(organizationId, { input: 1_000_000, output: 0 });
    await set(organizationId, { input: 2_000_000, output: 0, validFrom: '2026-06-01T00:00:00.000Z' });
    await set(organizationId, { model: '*', input: 9_000_000, output: 0 });
    const charge = async (provider: string, model: string, startedAt: string) => {
      const used = { provider, model };
      const call = aLlmCall({ requested: used, used, startedAt });
      await service.part(Settlement).settle([{ organizationId, call }]);
      const { items } = await bff.call(cost.getLedger, { callIds: [call.callId] }, { organizationId });
      return items[0]?.costMicroUsd;
    };
    const now = '2026-11-29T00:00:00.000Z';
    expect(await charge('paid', 'large', '2026-05-31T23:59:59.999Z')).toBe(1_000);
    expect(await charge('paid', 'large', '2026-06-01T00:00:00.000Z')).toBe(2_000);
    expect(await charge('paid', 'large', '2025-12-31T23:59:59.999Z')).toBeNull();
    expect(await charge('paid', 'unknown', now)).toBe(9_000);
    expect(await charge('openai', 'gpt-4o-mini', now)).toBe(450);
    await set(organizationId, { source: 'openai', model: 'gpt-4o-mini', input: 1_000_000, output: 0 });
    expect(await charge('openai', 'gpt-4o-mini', now)).toBe(1_000);
    expect(await charge('openai', 'none-such', now)).toBeNull();
    expect(await charge('try', 'demo', now)).toBe(3_000);
  });

  withTable('can be read for every model of the public table that is paid by token', () => {
    const byToken = Object.entries(readTable()).filter(
      ([, entry]) =>
        ['chat', 'responses', 'completion'].includes(String(entry['mode'])) &&
        typeof entry['input_cost_per_token'] === 'number' &&
        typeof entry['output_cost_per_token'] === 'number',
    );
    expect(byToken.length).toBeGreaterThan(2_000);
    expect(byToken.filter(([key, entry]) => listedPrice(key, entry) === undefined).map(([key]) => key)).toEqual([]);
  });

  withTable(
    'are imported from the public table in portions, and only what changed begins anew',
    async () => {
      const organizationId = uuid();
      const entries = Object.entries(readTable());
      const send = async (
        validFrom: string,
        change: (entry: Record<string, unknown>) => unknown = (entry) => entry,
      ) => {
        const sums = { added: 0, changed: 0, unchanged: 0, skipped: 0 };
        for (let at = 0; at < entries.length; at += 400) {
          const portion = Object.fromEntries(entries.slice(at, at + 400).map(([key, entry]) => [key, change(entry)]));
          const done = await bff.call(cost.importPrices, { entries: portion, validFrom }, { organizationId });
          for (const key of ['added', 'changed', 'unchanged', 'skipped'] as const) sums[key] += done[key];
        }
        return sums;
      };
      const listed = entries.flatMap(([key, entry]) => listedPrice(key, entry) ?? []);
      const models = new Set(listed.map(({ source, model }) => `${source}\n${model}`));
      const first = await send('2026-01-01T00:00:00Z');
      expect(first.added).toBe(models.size);
      expect(first.added).toBeGreaterThan(2_000);
      expect(first.added + first.changed + first.unchanged + first.skipped).toBe(entries.length);
      const again = await send('2026-02-01T00:00:00Z');
      expect(again.added).toBe(0);
      const dearer = await send('2026-03-01T00:00:00Z', (entry) =>
        entry['litellm_provider'] === 'anthropic' && typeof entry['output_cost_per_token'] === 'number'
          ? { ...entry, output_cost_per_token: 1 }
          : entry,
      );
      expect(dearer.added).toBe(0);
      expect(dearer.changed).toBeGreaterThanOrEqual(
        listed.filter(({ source }) => source === 'anthropic').length + again.changed,
      );
    },
    120_000,
  );
});
