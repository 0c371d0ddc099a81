import 'reflect-metadata';
import { runService } from '@archestra/service';
import { OrchestratorEnv } from './orchestrator.config.ts';
import { OrchestratorModule } from './orchestrator.module.ts';

await runService({ name: 'orchestrator', env: OrchestratorEnv, module: OrchestratorModule });
