import type { EventData, llmEvents } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { BudgetAlerts } from '../budget/budget-alerts.ts';
import { Budgets } from '../budget/budgets.ts';
import { Counters } from '../budget/counters.ts';
import { ReservationSweep } from '../budget/reservation-sweep.ts';
import { Prices } from '../price/prices.ts';
import { chargeOf, entryOf, type Entry } from './entry.ts';
import { LedgerStore, type Recorded } from './ledger.store.ts';

type Call = EventData<typeof llmEvents.llmCallCompleted>;

const keyOf = (organizationId: string, callId: string): string => `${organizationId} ${callId}`;

/**
 * Turns records of calls into entries of the ledger, and what was reserved into what was spent. The ledger comes first; every step
 * may be done again, so that a crash anywhere leaves nothing undone and nothing counted twice.
 */
@Injectable()
export class Settlement {
  constructor(
    private readonly ledger: LedgerStore,
    private readonly prices: Prices,
    private readonly budgets: Budgets,
    private readonly counters: Counters,
    private readonly alerts: BudgetAlerts,
    private readonly sweep: ReservationSweep,
  ) {}

  /** Throws when a step fails; the same calls may come again. */
  async settle(calls: { organizationId: string; call: Call }[]): Promise<void> {
    try {
      await this.prices.ready;
      const entries = calls.map(({ organizationId, call }) => entryOf(organizationId, call, this.prices));
      const byKey = new Map(entries.map((entry) => [keyOf(entry.organization_id, entry.call_id), entry]));
      const added = await this.ledger.add(entries);
      await this.catchUp(added);
      const recorded = added.filter(({ organizationId }) => this.hasBudgets(organizationId));
      // Redis forgets after a while which calls it settled; counting all of them again is always right.
      const stale = new Set(recorded.filter(({ isOld }) => isOld).map(({ organizationId }) => organizationId));
      for (const organizationId of stale) await this.counters.rebuild(organizationId);
      await Promise.all(
        recorded.map((row) => this.settleOne(row, byKey.get(keyOf(row.organizationId, row.callId)) as Entry)),
      );
    } catch (error) {
      this.sweep.settlementFailed();
      throw error;
    }
  }

  /** Rows of an epoch this replica has not seen may count for budgets it does not know. */
  private async catchUp(added: Recorded[]): Promise<void> {
    const isNew = ({ organizationId, epoch }: Recorded): boolean => epoch > this.budgets.of(organizationId).epoch;
    const behind = new Set(added.filter(isNew).map(({ organizationId }) => organizationId));
    for (const organizationId of behind) await this.budgets.reload(organizationId);
  }

  private hasBudgets(organizationId: string): boolean {
    return this.budgets.of(organizationId).budgets.some(({ isEnabled }) => isEnabled);
  }

  private async settleOne({ organizationId, callId, epoch }: Recorded, entry: Entry): Promise<void> {
    const settled = await this.counters.settle(organizationId, { callId, epoch, ...chargeOf(entry) });
    for (const { counter, spent } of settled) await this.alerts.spent(organizationId, counter, spent);
  }
}
