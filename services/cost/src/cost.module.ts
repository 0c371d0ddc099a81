import { Module } from '@nestjs/common';
import { BudgetAlerts } from './budget/budget-alerts.ts';
import { BudgetController } from './budget/budget.controller.ts';
import { BudgetStore } from './budget/budget.store.ts';
import { Budgets } from './budget/budgets.ts';
import { CounterStore } from './budget/counter.store.ts';
import { Counters } from './budget/counters.ts';
import { ReservationSweep } from './budget/reservation-sweep.ts';
import { Database } from './db/database.store.ts';
import { LedgerController } from './ledger/ledger.controller.ts';
import { LedgerReader } from './ledger/ledger-reader.ts';
import { LedgerStore } from './ledger/ledger.store.ts';
import { Settlement } from './ledger/settlement.ts';
import { MeterController } from './meter/meter.controller.ts';
import { MeterPrune } from './meter/meter-prune.ts';
import { MeterStore } from './meter/meter.store.ts';
import { CallPlan } from './plan/call-plan.ts';
import { PlanController } from './plan/plan.controller.ts';
import { PriceController } from './price/price.controller.ts';
import { PriceStore } from './price/price.store.ts';
import { Prices } from './price/prices.ts';
import { RuleController } from './rule/rule.controller.ts';
import { RuleStore } from './rule/rule.store.ts';
import { Rules } from './rule/rules.ts';
import { Simulation } from './simulation/simulation.ts';
import { SimulationController } from './simulation/simulation.controller.ts';
import { StatisticController } from './statistic/statistic.controller.ts';
import { StatisticStore } from './statistic/statistic.store.ts';
import { Terms } from './terms/terms.ts';
import { TermsStore } from './terms/terms.store.ts';
import { UsageController } from './usage/usage.controller.ts';
import { UsageStore } from './usage/usage.store.ts';

@Module({
  controllers: [
    BudgetController,
    LedgerController,
    MeterController,
    PlanController,
    PriceController,
    RuleController,
    SimulationController,
    StatisticController,
    UsageController,
  ],
  providers: [
    Database,
    BudgetAlerts,
    Budgets,
    BudgetStore,
    CallPlan,
    Counters,
    CounterStore,
    LedgerReader,
    LedgerStore,
    MeterPrune,
    MeterStore,
    Prices,
    PriceStore,
    ReservationSweep,
    Rules,
    RuleStore,
    Settlement,
    Simulation,
    StatisticStore,
    Terms,
    TermsStore,
    UsageStore,
  ],
})
export class CostModule {}
