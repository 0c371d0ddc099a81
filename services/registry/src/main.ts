import 'reflect-metadata';
import { runService } from '@archestra/service';
import { RegistryEnv } from './registry.config.ts';
import { RegistryModule } from './registry.module.ts';

await runService({ name: 'registry', env: RegistryEnv, module: RegistryModule });
