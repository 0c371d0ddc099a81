import type { OptimizationRule } from '@archestra/contracts';

/** Room between two rules, so that a later one fits in by hand. */
const STEP = 10;
const HIGHEST = 10_000;

/** The rules whose priority has to change so that the one at `index` moves by `by` places. */
export const moved = (rules: readonly OptimizationRule[], index: number, by: number): OptimizationRule[] => {
  const [rule, other] = [rules[index], rules[index + by]];
  if (!rule || !other) return [];
  const wanted = rules.with(index, other).with(index + by, rule);
  return wanted
    .map((one, place) => ({ ...one, priority: Math.min((place + 1) * STEP, HIGHEST) }))
    .filter((one) => rules.find(({ id }) => id === one.id)?.priority !== one.priority);
};

/** The place behind all others. */
export const lastPriority = (rules: readonly OptimizationRule[]): number =>
  Math.min(Math.max(0, ...rules.map(({ priority }) => priority)) + STEP, HIGHEST);
