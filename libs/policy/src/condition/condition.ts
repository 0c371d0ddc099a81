import type { Condition } from '@archestra/contracts';
import { comparisons } from './operator.ts';
import { valuesAround, valuesAt } from './path.ts';

/** What follows when conditions hold: a call is let through (`permit`), or stopped or watched more closely (`restrict`). */
export type Consequence = 'permit' | 'restrict';

/** All values there are must satisfy it as typed, and there must be one. What cannot be compared does not satisfy it. */
const permits = ({ path, operator, value: wanted }: Condition, value: unknown): boolean => {
  const found = valuesAt(path, value);
  if (operator === 'exists' && wanted === false)
    return isKnown(value) && found.length === 0 && valuesAround(path, value).length === 0;
  if (operator === 'exists') return found.length > 0;
  const { compare, isNegated } = comparisons[operator];
  return (
    found.length > 0 &&
    found.every((actual) => {
      const holds = compare(actual, wanted, isNegated ? 'loose' : 'exact');
      return holds !== undefined && holds !== isNegated;
    })
  );
};

/** One value that may satisfy it is enough; none satisfies what says `not`. What cannot be compared satisfies it. */
const restricts = ({ path, operator, value: wanted }: Condition, value: unknown): boolean => {
  if (!isKnown(value)) return true;
  const found = [...valuesAt(path, value), ...valuesAround(path, value)];
  if (operator === 'exists') return wanted !== false ? found.length > 0 : valuesAt(path, value).length === 0;
  const { compare, isNegated } = comparisons[operator];
  if (found.length === 0) return isNegated;
  return found.some((actual) => compare(actual, wanted, isNegated ? 'exact' : 'loose') !== isNegated);
};

const isKnown = (value: unknown): boolean => value !== undefined;

/**
 * Whether all conditions hold for arguments or a result. The same condition is read in opposite ways, so that a missing, renamed,
 * array-wrapped or differently typed value never helps: to `permit`, every named value must satisfy it exactly; to `restrict`,
 * one value that could be meant is enough, in any spelling. No conditions hold always. Never throws.
 */
export const matches = (conditions: readonly Condition[], value: unknown, consequence: Consequence): boolean => {
  try {
    return conditions.every((condition) => (consequence === 'permit' ? permits : restricts)(condition, value));
  } catch {
    return consequence === 'restrict';
  }
};
