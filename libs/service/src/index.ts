export { ConfigError, loadConfig, serviceEnv } from './config/service.config.ts';
export type { ServiceEnv } from './config/service.config.ts';
export { ErrorFilter, toAppError } from './error/error.filter.ts';
export { Readiness } from './health/readiness.ts';
export { log, reportError } from './log/log.ts';
export { createService } from './run/create-service.ts';
export type { RunningService, ServiceDefinition } from './run/create-service.ts';
export { runService } from './run/run-service.ts';
export { CONFIG } from './run/token.ts';
