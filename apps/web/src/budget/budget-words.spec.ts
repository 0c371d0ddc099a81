import type { BudgetState } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { amountWords, sharesOf, toneOf } from './budget-words.ts';

const budget = (part: Partial<BudgetState>): BudgetState => ({
  ...{ id: '1', name: 'x', scope: 'user', subject: null, unit: 'micro-usd', limit: 1_000, window: 'day' },
  ...{ timeZone: 'UTC', alertPercents: [90, 50], blocks: true, isEnabled: true, createdAt: '2026-11-29T00:00:00Z' },
  ...{ spent: 0, reserved: 0, windowStartsAt: null, windowEndsAt: null },
  ...part,
});

describe('a budget', () => {
  it('never leaves its bar', () => {
    const amount = fc.nat(10_000);
    fc.assert(
      fc.property(amount, amount, amount, (spent, reserved, limit) => {
        const { spentPercent, reservedPercent } = sharesOf({ spent, reserved, limit });
        expect(spentPercent).toBeGreaterThanOrEqual(0);
        expect(reservedPercent).toBeGreaterThanOrEqual(0);
        expect(spentPercent + reservedPercent).toBeLessThanOrEqual(100 + 1e-9);
      }),
    );
  });

  it.each<[Partial<BudgetState>, string]>([
    [{ spent: 100 }, 'success'],
    [{ spent: 400, reserved: 100 }, 'warning'],
    [{ spent: 1_000 }, 'danger'],
    [{ spent: 1_200, blocks: false }, 'warning'],
    [{ spent: 990, alertPercents: [] }, 'success'],
    [{ limit: 0 }, 'danger'],
    [{ spent: 1_000, isEnabled: false }, 'neutral'],
  ])('%j is %s', (part, tone) => expect(toneOf(budget(part))).toBe(tone));

  it('speaks of its unit', () => {
    expect([amountWords('micro-usd', 2_000_000), amountWords('tokens', 4_200)]).toEqual(['$2.00', '4,200 tokens']);
  });
});
