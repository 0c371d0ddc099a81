import type { Budget, BudgetInput, BudgetScope } from '@archestra/contracts';
import { readUsd, usdText } from '../display/money.ts';

/** A budget as the form holds it: the limit and the alerts as a person types them. */
export interface Draft extends Omit<BudgetInput, 'limit' | 'alertPercents'> {
  limit: string;
  alerts: string;
}

export const blankDraft = (): Draft => ({
  name: '',
  scope: 'organization',
  subject: null,
  unit: 'micro-usd',
  limit: '',
  window: 'month',
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  alerts: '80, 100',
  blocks: true,
  isEnabled: true,
});

export const draftFrom = (budget: Budget): Draft => ({
  name: budget.name,
  scope: budget.scope,
  subject: budget.subject,
  unit: budget.unit,
  limit: budget.unit === 'micro-usd' ? usdText(budget.limit) : String(budget.limit),
  window: budget.window,
  timeZone: budget.timeZone,
  alerts: budget.alertPercents.join(', '),
  blocks: budget.blocks,
  isEnabled: budget.isEnabled,
});

const limitOf = ({ unit, limit }: Draft): number | undefined => {
  if (unit === 'micro-usd') return readUsd(limit);
  const tokens = Number(limit.replaceAll(/[\s,_]/g, ''));
  return limit.trim() !== '' && Number.isSafeInteger(tokens) && tokens >= 0 ? tokens : undefined;
};

const ALERT_LIMIT = 8;
const alertsOf = (text: string): number[] | undefined => {
  const parts = text.split(/[,;\s%]+/).filter(Boolean);
  const percents = [...new Set(parts.map(Number))].toSorted((a, b) => a - b);
  const isFine = percents.every((percent) => Number.isInteger(percent) && percent >= 1 && percent <= 100);
  return isFine && percents.length <= ALERT_LIMIT ? percents : undefined;
};

/** Whom a budget of this scope may name; the organization is nobody else. */
const subjectOf = (scope: BudgetScope, subject: string | null): string | null =>
  scope === 'organization' ? null : subject;

/** What is sent, or what of it cannot be read. */
export const readDraft = (draft: Draft): { input?: BudgetInput; problems: { limit?: string; alerts?: string } } => {
  const limit = limitOf(draft);
  const alertPercents = alertsOf(draft.alerts);
  const { alerts: _, limit: __, ...rest } = draft;
  const problems = {
    ...(limit === undefined &&
      draft.limit !== '' && {
        limit: draft.unit === 'micro-usd' ? 'Dollars, such as 250 or 0.50.' : 'A whole number of tokens.',
      }),
    ...(alertPercents === undefined && { alerts: 'Up to eight whole numbers from 1 to 100, such as 50, 80, 100.' }),
  };
  if (limit === undefined || alertPercents === undefined || draft.name.trim() === '') return { problems };
  const subject = subjectOf(draft.scope, draft.subject);
  return { problems, input: { ...rest, name: draft.name.trim(), subject, limit, alertPercents } };
};
