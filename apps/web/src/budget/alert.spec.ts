import type { BudgetRefusal } from '@archestra/contracts';
import { expect, it } from '@jest/globals';
import { alertWords } from './alert.ts';

const budget: BudgetRefusal = {
  ...{ id: '1', name: 'Everybody', scope: 'organization', unit: 'micro-usd', limit: 10_000_000, window: 'month' },
  ...{ spent: 8_000_000, reserved: 200_000, resetsAt: null },
};

it('says how far a budget is used and what it counts', () => {
  expect(alertWords({ kind: 'budget-alert', budget, percent: 80, isOwn: false })).toEqual({
    title: 'The budget “Everybody” is 80 % used',
    description: '$8.20 of $10.00 a month.',
  });
});

it('speaks to whoever it is about, and says when it starts anew', () => {
  const resetsAt = '2026-12-01T00:00:00Z';
  const words = alertWords({ kind: 'budget-alert', budget: { ...budget, resetsAt }, percent: 100, isOwn: true });
  expect(words.title).toBe('Your part of the budget “Everybody” is used up');
  expect(words.description).toMatch(/It starts anew .*2026/);
});
