import { isDeepStrictEqual } from 'node:util';
import type { Rates } from './call-cost.ts';

const ratesOf = ({ input, output, cachedInput, cacheWrite, tiers }: Rates): Rates => ({
  input,
  output,
  cachedInput,
  cacheWrite,
  tiers,
});

/** Whether calls cost the same at both. */
export const samePrice = (one: Rates, other: Rates): boolean => isDeepStrictEqual(ratesOf(one), ratesOf(other));
