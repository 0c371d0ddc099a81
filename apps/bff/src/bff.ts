import { consoleRoutes } from '@archestra/contracts';
import type { ServiceDefinition } from '@archestra/service';
import type { BffConfig } from './bff.config.ts';
import { BffModule } from './bff.module.ts';
import { widenBodies } from './web/body-limit.ts';
import { guardDoor, refuseUnroutable } from './web/door.ts';
import { serveConsole } from './web/console-files.ts';
import { readJsonBodies } from './web/json-body.ts';
import { meterRequests } from './web/meter.ts';

const BODY_LIMIT_BYTES = 1024 * 1024;
/** A tool name may take 256 characters, each up to nine bytes once encoded. */
const PATH_PART_LIMIT = 2_400;

/** The process as `libs/service` starts it; the tests start the same one. */
export const bff: ServiceDefinition<BffConfig> = {
  name: 'bff',
  module: BffModule,
  http: {
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: PATH_PART_LIMIT },
    frameworkErrors: refuseUnroutable,
  },
  prepare: async (http, app, config) => {
    readJsonBodies(http, app, BODY_LIMIT_BYTES);
    widenBodies(http, Object.values(consoleRoutes));
    meterRequests(http);
    await guardDoor(http, config);
    await serveConsole(http, config);
  },
};
