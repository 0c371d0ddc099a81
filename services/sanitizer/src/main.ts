import 'reflect-metadata';
import { runService } from '@archestra/service';
import { SanitizerEnv } from './sanitizer.config.ts';
import { SanitizerModule } from './sanitizer.module.ts';

await runService({ name: 'sanitizer', env: SanitizerEnv, module: SanitizerModule });
