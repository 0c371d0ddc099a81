import type { Budget, BudgetScope, BudgetState, BudgetWindow } from '@archestra/contracts';
import type { Tone } from '@archestra/ui';
import { formatMicroUsd, formatTokens } from '../display/money.ts';

/** Whom or what a budget is about. `each` is what it means to name nobody. */
export const scopeWords: Record<BudgetScope, { label: string; each: string }> = {
  organization: { label: 'Organization', each: 'The whole organization' },
  team: { label: 'Team', each: 'Each team' },
  user: { label: 'Person', each: 'Each person' },
  profile: { label: 'Profile', each: 'Each profile' },
  token: { label: 'Token', each: 'Each token' },
  model: { label: 'Model', each: 'Each model' },
};

export const windowWords: Record<BudgetWindow, { label: string; per: string }> = {
  hour: { label: 'Hour', per: 'an hour' },
  day: { label: 'Day', per: 'a day' },
  week: { label: 'Week', per: 'a week' },
  month: { label: 'Month', per: 'a month' },
  total: { label: 'No window', per: 'in all' },
};

/** An amount in the unit of its budget. */
export const amountWords = (unit: Budget['unit'], amount: number): string =>
  unit === 'micro-usd' ? formatMicroUsd(amount) : `${formatTokens(amount)} tokens`;

/** Shares of the bar in percent: what is spent and what is put aside for calls in work; never more than the bar. */
export const sharesOf = ({ spent, reserved, limit }: Pick<BudgetState, 'spent' | 'reserved' | 'limit'>) => {
  if (limit === 0) return { spentPercent: 100, reservedPercent: 0, usedPercent: 100 };
  const spentPercent = Math.min((spent / limit) * 100, 100);
  const usedPercent = ((spent + reserved) / limit) * 100;
  return { spentPercent, reservedPercent: Math.min(usedPercent, 100) - spentPercent, usedPercent };
};

/** How worried somebody should be. */
export const toneOf = ({ blocks, isEnabled, alertPercents, ...amounts }: BudgetState): Tone => {
  if (!isEnabled) return 'neutral';
  const { usedPercent } = sharesOf(amounts);
  if (usedPercent >= 100) return blocks ? 'danger' : 'warning';
  return usedPercent >= Math.min(...alertPercents, 100) ? 'warning' : 'success';
};
