import 'reflect-metadata';
import { runService } from '@archestra/service';
import { CostEnv } from './cost.config.ts';
import { CostModule } from './cost.module.ts';

await runService({ name: 'cost', env: CostEnv, module: CostModule });
