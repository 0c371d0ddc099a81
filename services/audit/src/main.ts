import 'reflect-metadata';
import { runService } from '@archestra/service';
import { AuditEnv } from './audit.config.ts';
import { AuditModule } from './audit.module.ts';

await runService({ name: 'audit', env: AuditEnv, module: AuditModule });
