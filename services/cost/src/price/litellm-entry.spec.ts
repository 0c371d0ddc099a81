import { PriceInput } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { listedPrice } from './litellm-entry.ts';

describe('an entry of the public price table', () => {
  it('gives plain, cache and tier prices', () => {
    const entry = {
      litellm_provider: 'gemini',
      mode: 'chat',
      input_cost_per_token: 1.25e-6,
      output_cost_per_token: 1e-5,
      cache_read_input_token_cost: 1.25e-7,
      cache_creation_input_token_cost: 3.75e-6,
      input_cost_per_token_above_200k_tokens: 2.5e-6,
      output_cost_per_token_above_200k_tokens: 1.5e-5,
      input_cost_per_token_above_200k_tokens_priority: 9e-6,
      input_cost_per_token_batches: 1e-9,
    };
    expect(listedPrice('gemini/gemini-2.5-pro', entry)).toEqual({
      source: 'gemini',
      model: 'gemini-2.5-pro',
      input: 1_250_000,
      output: 10_000_000,
      cachedInput: 125_000,
      cacheWrite: 3_750_000,
      tiers: [{ aboveTokens: 200_000, input: 2_500_000, output: 15_000_000, cachedInput: null, cacheWrite: null }],
    });
  });

  it.each([
    ['an image model', { litellm_provider: 'openai', output_cost_per_image: 0.04 }],
    [
      'a chat model without a price for output',
      { litellm_provider: 'openai', mode: 'chat', input_cost_per_token: 1e-6 },
    ],
    ['a price that is none', { litellm_provider: 'openai', input_cost_per_token: 'free', output_cost_per_token: 0 }],
    [
      'the sample',
      { litellm_provider: 'one of https://example.com', input_cost_per_token: 0, output_cost_per_token: 0 },
    ],
    ['no provider', { input_cost_per_token: 0, output_cost_per_token: 0 }],
    ['no object', 'x'],
    ['nothing', null],
  ])('is left out when it is %s', (_name, entry) => {
    expect(listedPrice('model', entry)).toBeUndefined();
  });

  it('is a price or nothing, whatever it holds', () => {
    const entry = fc.record(
      {
        litellm_provider: fc.oneof(fc.constant('openai'), fc.string()),
        mode: fc.constantFrom('chat', 'embedding'),
        input_cost_per_token: fc.oneof(fc.double(), fc.string(), fc.constant(1e-6)),
        output_cost_per_token: fc.oneof(fc.double(), fc.anything(), fc.constant(1e-6)),
        cache_read_input_token_cost: fc.anything(),
        input_cost_per_token_above_0k_tokens: fc.double(),
        input_cost_per_token_above_999999k_tokens: fc.double({ min: 0, max: 1 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.string(), fc.oneof(entry, fc.anything()), (key, value) => {
        const price = listedPrice(key, value);
        if (price) PriceInput.parse({ ...price, validFrom: '2026-01-01T00:00:00Z' });
      }),
      { numRuns: 2_000 },
    );
  });
});
