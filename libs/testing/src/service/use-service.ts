import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll } from '@jest/globals';
import type { ServiceName } from '@archestra/contracts';
import type { NatsHandle } from '@archestra/local';
import { connectNats, NatsClient, provision } from '@archestra/messaging';
import {
  createService,
  loadConfig,
  type RunningService,
  type ServiceDefinition,
  type ServiceEnv,
} from '@archestra/service';
import type { NatsConnection } from '@nats-io/transport-node';
import type { z } from 'zod';
import { atEnd } from '../infra/cleanup.ts';

/** Connects with the administrator's login and creates streams, consumers and buckets, as a deployment does. */
export const provisionNats = async (nats: NatsHandle): Promise<void> => {
  const connection = await connectAs(nats, 'admin');
  await provision(connection);
  await connection.close();
};

/** Connects with one of the server's logins; the permissions of that login hold. */
export const connectAs = (nats: NatsHandle, login: ServiceName | 'admin' | 'tap'): Promise<NatsConnection> =>
  connectNats(nats.login(login));

export interface ServiceUnderTest {
  running: RunningService;
  /** HTTP address of the service. */
  url: string;
  /** Calls contracts with the login of another service. */
  as(login: ServiceName): Promise<NatsClient>;
}

type Definition<S extends z.ZodType<ServiceEnv>> = ServiceDefinition<z.output<S>> & { env: S };

/**
 * Runs a service in this process as `main.ts` would, on a real NATS with the service's own least-privilege login.
 * `environment` is read when the servers of the file are up; PORT, DATA_DIR and the NATS login are given.
 */
export const startService = async <S extends z.ZodType<ServiceEnv>>(
  definition: Definition<S>,
  nats: NatsHandle,
  environment: Record<string, string> = {},
): Promise<RunningService> => {
  const { url, user, password } = nats.login(definition.name);
  const dataDir = mkdtempSync(join(tmpdir(), `archestra-${definition.name}-`));
  const base = {
    PORT: '0',
    NATS_URL: url,
    NATS_USER: user,
    NATS_PASSWORD: password,
    DATA_DIR: dataDir,
    LOG_LEVEL: 'fatal',
  };
  const running = await createService(definition, loadConfig(definition.env, { ...base, ...environment }));
  return {
    ...running,
    stop: async () => {
      await running.stop();
      if (environment['DATA_DIR'] === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

/** The service of a describe block: started after NATS is provisioned, stopped at the end. */
export const useService = <S extends z.ZodType<ServiceEnv>>(
  definition: Definition<S>,
  nats: () => NatsHandle,
  environment: () => Record<string, string> = () => ({}),
): (() => ServiceUnderTest) => {
  let service: ServiceUnderTest | undefined;
  const connections: NatsConnection[] = [];
  beforeAll(async () => {
    await provisionNats(nats());
    const running = await startService(definition, nats(), environment());
    service = {
      running,
      url: running.url,
      as: async (login) => {
        const connection = await connectAs(nats(), login);
        connections.push(connection);
        return new NatsClient(connection);
      },
    };
  }, 30_000);
  atEnd(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    await service?.running.stop();
  });
  return () => {
    if (!service) throw new Error('The service exists inside hooks and tests only.');
    return service;
  };
};
