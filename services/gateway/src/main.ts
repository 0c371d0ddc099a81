import 'reflect-metadata';
import { runService } from '@archestra/service';
import { GatewayEnv } from './gateway.config.ts';
import { prepareHttp } from './gateway.http.ts';
import { GatewayModule } from './gateway.module.ts';

await runService({
  name: 'gateway',
  env: GatewayEnv,
  module: GatewayModule,
  prepare: prepareHttp,
  http: { bodyLimit: 64 * 1024 },
});
