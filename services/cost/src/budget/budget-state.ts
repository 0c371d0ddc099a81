import type { Budget, BudgetRefusal, BudgetState } from '@archestra/contracts';
import { counterField, type Counter } from './budget-counter.ts';
import { windowAt } from './budget-window.ts';

const timeText = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

interface Amounts {
  spent: Map<string, number>;
  reserved: Map<string, number>;
}

/** The fullest counter of a budget in the window of now. */
export const budgetState = (budget: Budget, { spent, reserved }: Amounts, nowMs: number): BudgetState => {
  const window = windowAt(budget.window, budget.timeZone, nowMs);
  const prefix = counterField(budget.id, window.startMs, '');
  const fields = new Set([...spent.keys(), ...reserved.keys()].filter((field) => field.startsWith(prefix)));
  const [most] = [...fields]
    .map((field) => ({ spent: spent.get(field) ?? 0, reserved: reserved.get(field) ?? 0 }))
    .sort((one, other) => other.spent + other.reserved - one.spent - one.reserved);
  return {
    ...budget,
    spent: most?.spent ?? 0,
    reserved: most?.reserved ?? 0,
    windowStartsAt: budget.window === 'total' ? null : timeText(window.startMs),
    windowEndsAt: timeText(window.endMs),
  };
};

/** What is said of a budget that is full or nearly so. */
export const budgetRefusal = (
  { budget, window }: Counter,
  used: { spent: number; reserved: number },
): BudgetRefusal => ({
  id: budget.id,
  name: budget.name,
  scope: budget.scope,
  unit: budget.unit,
  limit: budget.limit,
  window: budget.window,
  ...used,
  resetsAt: timeText(window.endMs),
});

/** Whether a counter's window is over, by its name; of budgets that are gone, too. */
export const isOver = (field: string, budgets: ReadonlyMap<string, Budget>, nowMs: number): boolean => {
  const [budgetId = '', startMs = ''] = field.split('|');
  const budget = budgets.get(budgetId);
  return !budget || windowAt(budget.window, budget.timeZone, nowMs).startMs > Number(startMs);
};
