import { Module } from '@nestjs/common';
import { BudgetController } from './budget.controller.ts';
import { OptimizationRuleController } from './optimization-rule.controller.ts';
import { PriceController } from './price.controller.ts';
import { StatisticController } from './statistic.controller.ts';

@Module({ controllers: [BudgetController, PriceController, OptimizationRuleController, StatisticController] })
export class CostModule {}
