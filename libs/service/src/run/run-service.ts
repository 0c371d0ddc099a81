import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { z } from 'zod';
import { ConfigError, loadConfig, type ServiceEnv } from '../config/service.config.ts';
import { log } from '../log/log.ts';
import { stopTelemetry } from '../telemetry.ts';
import { createService, type RunningService, type ServiceDefinition } from './create-service.ts';

/** The whole life of a process: read the environment, start, drain on SIGTERM or SIGINT, end. */
export const runService = async <S extends z.ZodType<ServiceEnv>>(
  definition: ServiceDefinition<z.output<S>> & { env: S },
): Promise<NestFastifyApplication> => {
  try {
    const config = loadConfig(definition.env);
    const service = await createService(definition, config);
    log.info({ service: definition.name, url: service.url }, 'ready');
    stopOnSignal(service, config.DRAIN_TIMEOUT_MS);
    return service.app;
  } catch (error) {
    if (error instanceof ConfigError) log.fatal(error.message);
    else log.fatal({ err: error, service: definition.name }, 'could not start');
    log.flush();
    process.exit(1);
  }
};

const stopOnSignal = (service: RunningService, timeoutMs: number): void => {
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'draining');
    setTimeout(() => {
      log.error('drain took too long');
      process.exit(1);
    }, timeoutMs).unref();
    service
      .stop()
      .then(stopTelemetry)
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'drain failed');
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
};
