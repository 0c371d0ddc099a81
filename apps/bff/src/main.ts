import 'reflect-metadata';
import { runService } from '@archestra/service';
import { BffEnv } from './bff.config.ts';
import { bff } from './bff.ts';

await runService({ ...bff, env: BffEnv });
