import { Injectable } from '@nestjs/common';
import { BudgetStore } from './budget.store.ts';
import type { Counter } from './budget-counter.ts';
import { budgetRefusal } from './budget-state.ts';

const MAX_REMEMBERED = 50_000;

/** The percents of a budget somebody is told of: those it names, and when it is used up. */
const percentsOf = ({ budget }: Counter): number[] => [...new Set([...budget.alertPercents, 100])];

/** Tells when budgets fill up: each percent once per counter and window, whatever crashes or is delivered again. */
@Injectable()
export class BudgetAlerts {
  private readonly told = new Set<string>();

  constructor(private readonly store: BudgetStore) {}

  /** After something was spent. */
  async spent(organizationId: string, counter: Counter, spent: number): Promise<void> {
    const { limit } = counter.budget;
    for (const percent of percentsOf(counter))
      if (spent > 0 && spent * 100 >= limit * percent)
        await this.tell(organizationId, counter, percent, { spent, reserved: 0 });
  }

  /** After a call was refused: the budget does not let anybody through, whatever its last calls still use of it. */
  refused(organizationId: string, counter: Counter, used: { spent: number; reserved: number }): Promise<void> {
    return this.tell(organizationId, counter, 100, used);
  }

  private async tell(
    organizationId: string,
    counter: Counter,
    percent: number,
    used: { spent: number; reserved: number },
  ): Promise<void> {
    const key = `${counter.field}|${percent}`;
    if (this.told.has(key)) return;
    await this.store.tell(organizationId, counter, percent, budgetRefusal(counter, used));
    if (this.told.size >= MAX_REMEMBERED) this.told.clear();
    this.told.add(key);
  }
}
