const DECIMAL = /^(\d{1,30})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Dollars for one token are 10^12 times as many millionths of a dollar for a million tokens. */
const SHIFT = 12;
const MOST = 1_000_000_000_000n;

/**
 * Reads the dollars one token costs as whole µ$ per million tokens, without floating point: a number is taken by the shortest text
 * that names it, which is the one its author wrote. What lies below a millionth of a dollar per million is rounded, half up.
 * Undefined when it is no such number, negative, or more than a dollar a token.
 */
export const microUsdPerMillion = (value: unknown): number | undefined => {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const match = DECIMAL.exec(String(value));
  if (!match) return undefined;
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const amount = scaled(BigInt(whole + fraction), SHIFT + Number(exponent) - fraction.length);
  return amount <= MOST ? Number(amount) : undefined;
};

/** `digits · 10^power`, or anything beyond the most a token may cost. */
const scaled = (digits: bigint, power: number): bigint => {
  if (digits === 0n) return 0n;
  if (power > SHIFT) return MOST + 1n;
  return power >= 0 ? digits * 10n ** BigInt(power) : halfUp(digits, 10n ** BigInt(-power));
};

const halfUp = (amount: bigint, divisor: bigint): bigint => (2n * amount + divisor) / (2n * divisor);
