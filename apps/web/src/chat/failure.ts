import { BudgetRefusal, errorCodes, type WireError } from '@archestra/contracts';
import type { z } from 'zod';
import { ConsoleError, describeError } from '../api/error.ts';
import { formatAbsolute } from '../display/format.ts';

/** What helps: ask again, choose another model, look at the budgets, look at what waits. */
export type Help = 'retry' | 'model' | 'budget' | 'profile';
/** Why there is no answer: title, sentence and code, and what helps. */
export interface Failure {
  title: string;
  message: string;
  code: string;
  help: readonly Help[];
}

const dollars = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' });
const amount = (value: number, unit: BudgetRefusal['unit']): string =>
  unit === 'micro-usd' ? dollars.format(value / 1_000_000) : `${value.toLocaleString('en')} tokens`;

const windows: Record<BudgetRefusal['window'], string> = {
  hour: 'this hour',
  day: 'today',
  week: 'this week',
  month: 'this month',
  total: 'in total',
};

const budgetWords = ({ name, spent, limit, unit, window, resetsAt }: z.output<typeof BudgetRefusal>): string => {
  const used = `${amount(spent, unit)} of ${amount(limit, unit)} are used ${windows[window]}.`;
  const next = resetsAt
    ? ` It starts anew on ${formatAbsolute(new Date(resetsAt))}.`
    : ' It does not start anew by itself.';
  return `“${name}”: ${used}${next}`;
};

const readBudget = (details: Record<string, unknown> | undefined): BudgetRefusal | undefined => {
  for (const candidate of [details, details?.['budget']]) {
    const budget = BudgetRefusal.safeParse(candidate);
    if (budget.success) return budget.data;
  }
  return undefined;
};

const helps: Partial<Record<WireError['code'], readonly Help[]>> = {
  BUDGET_EXCEEDED: ['budget', 'model'],
  PRICE_UNKNOWN: ['model'],
  MODEL_NOT_FOUND: ['model'],
  PROVIDER_REFUSED: ['model', 'retry'],
  PROVIDER_UNAUTHENTICATED: ['model'],
  PROVIDER_RATE_LIMITED: ['retry', 'model'],
  PROVIDER_FAILED: ['retry', 'model'],
  PROVIDER_PROTOCOL_ERROR: ['retry', 'model'],
  PROVIDER_UNAVAILABLE: ['retry', 'model'],
  PROVIDER_TIMEOUT: ['retry', 'model'],
  PROFILE_NOT_FOUND: ['profile'],
  NOT_ALLOWED: [],
  INVALID_INPUT: [],
};

const titles: Partial<Record<WireError['code'], string>> = {
  BUDGET_EXCEEDED: 'A budget is used up',
  PRICE_UNKNOWN: 'This model has no price',
  MODEL_NOT_FOUND: 'This model is not there',
  NOT_ALLOWED: 'You may not do this',
  PROFILE_NOT_FOUND: 'This profile is not there for you',
  RATE_LIMITED: 'Too many questions at once',
};

/** A wire error in words for the reader of a chat. `details` are read only for budgets. */
export const failureWords = ({ code, message, fault, details }: WireError): Failure => {
  const described = describeError(new ConsoleError(errorCodes[code][0], { code, message, fault }));
  const budget = code === 'BUDGET_EXCEEDED' ? readBudget(details) : undefined;
  return {
    title: titles[code] ?? described.title,
    message: budget ? budgetWords(budget) : message,
    code,
    help: helps[code] ?? ['retry'],
  };
};

/** Any thrown value in words; those that are not of the platform keep their text out of sight. */
export const failureFrom = (error: unknown): Failure => {
  if (error instanceof ConsoleError && error.wire) return failureWords(error.wire);
  return { ...describeError(error), help: ['retry'] };
};
