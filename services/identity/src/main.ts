import 'reflect-metadata';
import { runService } from '@archestra/service';
import { IdentityEnv } from './identity.config.ts';
import { IdentityModule } from './identity.module.ts';

await runService({ name: 'identity', env: IdentityEnv, module: IdentityModule });
