import type { Price, PriceTier, TokenUsage } from '@archestra/contracts';

/** What money is computed from: whole millionths of a dollar for a million tokens. */
export type Rates = Pick<Price, 'input' | 'output' | 'cachedInput' | 'cacheWrite' | 'tiers'>;

const MILLION = 1_000_000n;

/** For models that cost nothing. */
export const FREE: Rates = { input: 0, output: 0, cachedInput: null, cacheWrite: null, tiers: [] };

type Row = Omit<PriceTier, 'aboveTokens'>;

/** The price list that holds for a call with so much input: the tier with the highest threshold below it. */
const rowFor = (rates: Rates, inputTokens: number): Row =>
  rates.tiers.reduce<{ above: number; row: Row }>(
    (best, tier) =>
      inputTokens > tier.aboveTokens && tier.aboveTokens > best.above ? { above: tier.aboveTokens, row: tier } : best,
    { above: 0, row: rates },
  ).row;

/**
 * Half a millionth and more counts as a whole one. The only rounding of an amount. What JavaScript could not say exactly any more
 * is cut to the largest number it can: no honest provider counts that far.
 */
const rounded = (total: bigint): number => {
  const amount = (total + MILLION / 2n) / MILLION;
  return Number(amount < BigInt(Number.MAX_SAFE_INTEGER) ? amount : BigInt(Number.MAX_SAFE_INTEGER));
};

/** What these tokens cost, in µ$. Cached and written tokens are part of the input and never counted beyond it. */
export const callCost = (usage: TokenUsage, rates: Rates): number => {
  const row = rowFor(rates, usage.inputTokens);
  const cached = Math.min(usage.cachedInputTokens, usage.inputTokens);
  const written = Math.min(usage.cacheWriteTokens, usage.inputTokens - cached);
  const part = (tokens: number, price: number): bigint => BigInt(tokens) * BigInt(price);
  return rounded(
    part(usage.inputTokens - cached - written, row.input) +
      part(cached, row.cachedInput ?? row.input) +
      part(written, row.cacheWrite ?? row.input) +
      part(usage.outputTokens, row.output),
  );
};

/** The most that a call of at most so many tokens can cost, in µ$: in the dearest tier, every input token at its dearest. */
export const worstCost = ({ inputTokens, outputTokens }: { inputTokens: number; outputTokens: number }, rates: Rates) =>
  [rates, ...rates.tiers.filter(({ aboveTokens }) => inputTokens > aboveTokens)]
    .map((row) => {
      const input = Math.max(row.input, row.cachedInput ?? 0, row.cacheWrite ?? 0);
      return rounded(BigInt(inputTokens) * BigInt(input) + BigInt(outputTokens) * BigInt(row.output));
    })
    .reduce((most, amount) => Math.max(most, amount), 0);
