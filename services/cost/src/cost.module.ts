import { Module } from '@nestjs/common';
import { Database } from './db/database.store.ts';
import { MeterController } from './meter/meter.controller.ts';
import { MeterPrune } from './meter/meter-prune.ts';
import { MeterStore } from './meter/meter.store.ts';
import { UsageController } from './usage/usage.controller.ts';
import { UsageStore } from './usage/usage.store.ts';

@Module({
  controllers: [MeterController, UsageController],
  providers: [Database, MeterPrune, MeterStore, UsageStore],
})
export class CostModule {}
