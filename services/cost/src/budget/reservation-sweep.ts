import { CONFIG, log, reportError } from '@archestra/service';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { metrics } from '@opentelemetry/api';
import type { CostConfig } from '../cost.config.ts';
import { BudgetStore } from './budget.store.ts';
import { isOver } from './budget-state.ts';
import { Budgets } from './budgets.ts';
import { Counters } from './counters.ts';
import { CounterStore } from './counter.store.ts';

const AT_ONCE = 500;
/** After a failed settlement, records that wait may be of calls that look lost. */
const GRACE_MS = 60_000;

const expired = metrics.getMeter('cost').createCounter('cost.reservation.expired', {
  description: 'Reservations given back because no record of the call came',
});

/**
 * Gives back reservations of calls that cannot be running any more and were never recorded. While the ledger cannot be read or
 * settlement fails nothing is given back: a record may be waiting. A record that comes later still counts in full.
 */
@Injectable()
export class ReservationSweep implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> | undefined;
  private failedAtMs = -Infinity;

  constructor(
    @Inject(CONFIG) private readonly config: CostConfig,
    private readonly budgets: Budgets,
    private readonly store: BudgetStore,
    private readonly counters: Counters,
    private readonly redis: CounterStore,
  ) {}

  /** A record could not be settled just now. */
  settlementFailed(): void {
    this.failedAtMs = Date.now();
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.work ??= this.sweep()
        .catch((error: unknown) => reportError(error, 'sweep of reservations'))
        .finally(() => (this.work = undefined));
    }, this.config.SWEEP_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.work;
  }

  private async sweep(): Promise<void> {
    const nowMs = Date.now();
    if (nowMs - this.failedAtMs < Math.min(GRACE_MS, this.config.RESERVATION_MS)) return;
    this.counters.forgetEnded(nowMs);
    for (const organizationId of this.budgets.organizations()) await this.sweepOne(organizationId, nowMs);
  }

  private async sweepOne(organizationId: string, nowMs: number): Promise<void> {
    const overdue = await this.redis.overdue(organizationId, nowMs, AT_ONCE);
    if (overdue.length > 0) {
      const recorded = await this.store.recorded(organizationId, overdue);
      const given = await this.counters.giveBack(organizationId, overdue);
      const lost = overdue.filter((callId) => !recorded.has(callId)).length;
      if (lost > 0) expired.add(lost);
      log.info({ organizationId, given, lost }, 'reservations given back');
    }
    await this.forgetOver(organizationId, nowMs - this.config.RESERVATION_MS);
  }

  /** A record may come late into a window that just ended; its counter is of no use by then. */
  private async forgetOver(organizationId: string, endedMs: number): Promise<void> {
    const { epoch, budgets } = this.budgets.of(organizationId);
    const state = { epoch, run: await this.redis.run() };
    const byId = new Map(budgets.map((budget) => [budget.id, budget]));
    const { spent } = await this.redis.read(organizationId);
    await this.redis.forget(
      organizationId,
      state,
      [...spent.keys()].filter((field) => isOver(field, byId, endedMs)),
    );
  }
}
