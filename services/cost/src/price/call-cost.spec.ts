import type { TokenUsage } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { callCost, FREE, worstCost, type Rates } from './call-cost.ts';

const usage = (change: Partial<TokenUsage>): TokenUsage => ({
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  ...change,
});

/** claude-sonnet-4-5: $3 in, $15 out, $0.30 from the cache, $3.75 into it; above 200,000 tokens of input twice that, $22.50 out. */
const sonnet: Rates = {
  input: 3_000_000,
  output: 15_000_000,
  cachedInput: 300_000,
  cacheWrite: 3_750_000,
  tiers: [{ aboveTokens: 200_000, input: 6_000_000, output: 22_500_000, cachedInput: 600_000, cacheWrite: 7_500_000 }],
};
/** gpt-4o-mini: $0.15 in, $0.60 out, $0.075 from the cache. */
const mini: Rates = { input: 150_000, output: 600_000, cachedInput: 75_000, cacheWrite: null, tiers: [] };

const rates: fc.Arbitrary<Rates> = fc.record({
  input: fc.nat(200_000_000),
  output: fc.nat(200_000_000),
  cachedInput: fc.option(fc.nat(200_000_000)),
  cacheWrite: fc.option(fc.nat(200_000_000)),
  tiers: fc.array(
    fc.record({
      aboveTokens: fc.integer({ min: 1, max: 500_000 }),
      input: fc.nat(200_000_000),
      output: fc.nat(200_000_000),
      cachedInput: fc.option(fc.nat(200_000_000)),
      cacheWrite: fc.option(fc.nat(200_000_000)),
    }),
    { maxLength: 3 },
  ),
});
const anyUsage: fc.Arbitrary<TokenUsage> = fc.record({
  inputTokens: fc.nat(2_000_000),
  cachedInputTokens: fc.nat(2_000_000),
  cacheWriteTokens: fc.nat(2_000_000),
  outputTokens: fc.nat(200_000),
  reasoningTokens: fc.nat(200_000),
});

describe('the cost of a call', () => {
  it.each([
    ['one million in', mini, { inputTokens: 1_000_000 }, 150_000],
    ['one million out', mini, { outputTokens: 1_000_000 }, 600_000],
    [
      '1,000 in of which 600 cached, 500 out',
      mini,
      { inputTokens: 1_000, cachedInputTokens: 600, outputTokens: 500 },
      405,
    ],
    ['reasoning is part of the output', mini, { outputTokens: 1_000, reasoningTokens: 900 }, 600],
    ['3 tokens in: 0.45 µ$ are none', mini, { inputTokens: 3 }, 0],
    ['10 tokens in: 1.5 µ$ are 2', mini, { inputTokens: 10 }, 2],
    ['parts are rounded once: 0.45 + 0.6 µ$ are 1', mini, { inputTokens: 3, outputTokens: 1 }, 1],
    ['200,000 in is still the lower tier', sonnet, { inputTokens: 200_000, outputTokens: 1_000 }, 615_000],
    ['one more is the upper tier for all', sonnet, { inputTokens: 200_001, outputTokens: 1_000 }, 1_222_506],
    [
      'cache read and written',
      sonnet,
      { inputTokens: 10_000, cachedInputTokens: 6_000, cacheWriteTokens: 3_000, outputTokens: 0 },
      3_000 + 1_800 + 11_250,
    ],
    [
      'written tokens cost like input where there is no price',
      mini,
      { inputTokens: 1_000, cacheWriteTokens: 1_000 },
      150,
    ],
    ['cached tokens are not counted beyond the input', mini, { inputTokens: 100, cachedInputTokens: 900 }, 8],
    ['nothing', sonnet, {}, 0],
    ['nothing where models cost nothing', FREE, { inputTokens: 1e9, outputTokens: 1e9 }, 0],
  ] as const)('%s', (_name, price, tokens, amount) => {
    expect(callCost(usage(tokens), price)).toBe(amount);
  });

  it('is exact where floating point is not', () => {
    const price: Rates = { ...FREE, input: 999_999_999_999 };
    expect(callCost(usage({ inputTokens: 9_007_199 }), price)).toBe(
      Number((9_007_199n * 999_999_999_999n + 500_000n) / 1_000_000n),
    );
  });

  it('stays a number that JavaScript can say, whatever a provider claims', () => {
    const most = Number.MAX_SAFE_INTEGER;
    expect(callCost(usage({ inputTokens: most, outputTokens: most }), sonnet)).toBe(most);
  });

  it('never exceeds what was put aside for it', () => {
    fc.assert(
      fc.property(rates, anyUsage, fc.nat(1_000), (price, tokens, slack) => {
        const planned = { inputTokens: tokens.inputTokens + slack, outputTokens: tokens.outputTokens };
        expect(callCost(tokens, price)).toBeLessThanOrEqual(worstCost(planned, price));
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not depend on the order of tiers, and grows with every token of output', () => {
    fc.assert(
      fc.property(rates, anyUsage, (price, tokens) => {
        const reversed = { ...price, tiers: [...price.tiers].reverse() };
        const thresholds = new Set(price.tiers.map(({ aboveTokens }) => aboveTokens));
        if (thresholds.size === price.tiers.length) expect(callCost(tokens, reversed)).toBe(callCost(tokens, price));
        const more = { ...tokens, outputTokens: tokens.outputTokens + 1 };
        expect(callCost(more, price)).toBeGreaterThanOrEqual(callCost(tokens, price));
      }),
    );
  });
});
