import { join } from 'node:path';
import { EVENT_STREAM, access, type Access, type ServiceName } from '@archestra/contracts';
import {
  connectionState,
  connectNats,
  EventPublisher,
  NatsClient,
  NatsServer,
  OutboxRelay,
  Snapshots,
} from '@archestra/messaging';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { NatsConnection } from '@nats-io/transport-node';
import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import type { ServiceEnv } from '../config/service.config.ts';
import { ErrorFilter } from '../error/error.filter.ts';
import { addHealthRoutes } from '../health/health.routes.ts';
import { endConnections } from '../http/end-connections.ts';
import { Readiness } from '../health/readiness.ts';
import { reportError } from '../log/log.ts';
import { NestLogger } from '../log/nest-logger.ts';
import { PgOutboxStore } from '../outbox/outbox.store.ts';
import { PlatformModule } from './platform.module.ts';

export interface ServiceDefinition<C extends ServiceEnv = ServiceEnv> {
  name: ServiceName;
  module: Type | DynamicModule;
  /** Options of the HTTP server, for the two services that have a door to the outside. */
  http?: FastifyServerOptions;
  /** Registers plugins and raw routes before the application starts. */
  prepare?: (http: FastifyInstance, app: NestFastifyApplication, config: C) => void | Promise<void>;
}

/** A running service and the way to end it. */
export interface RunningService {
  app: NestFastifyApplication;
  /** Where its HTTP server listens. */
  url: string;
  /** Stops in order: not ready, no new requests, work in progress finished, events flushed, connections closed. */
  stop(): Promise<void>;
}

interface Parts {
  connection: NatsConnection;
  snapshots: Snapshots;
  publisher: EventPublisher;
  outbox: OutboxRelay | undefined;
  readiness: Readiness;
}

const connectParts = async (name: ServiceName, config: ServiceEnv): Promise<Parts> => {
  const connection = await connectNats({
    url: config.NATS_URL,
    user: config.NATS_USER,
    password: config.NATS_PASSWORD,
    name,
  });
  const readiness = new Readiness();
  readiness.add('nats', () => {
    if (!connectionState(connection).connected) throw new Error('the message broker is not reachable');
  });
  return {
    connection,
    readiness,
    snapshots: new Snapshots(connection, reportError),
    publisher: new EventPublisher(connection, name, join(config.DATA_DIR, 'journal')),
    outbox:
      config.DATABASE_URL && publishes(name)
        ? new OutboxRelay(connection, new PgOutboxStore(config.DATABASE_URL), reportError)
        : undefined,
  };
};

const stopParts = async ({ connection, snapshots, publisher, outbox }: Parts): Promise<void> => {
  await outbox?.stop();
  await publisher.close();
  snapshots.stop();
  await (connectionState(connection).connected ? connection.drain() : connection.close());
};

/** Starts a service with a given configuration: NATS, events, Nest, health routes, HTTP. Throws when any part cannot start. */
export const createService = async <C extends ServiceEnv>(
  definition: ServiceDefinition<C>,
  config: C,
): Promise<RunningService> => {
  const parts = await connectParts(definition.name, config);
  const { connection, readiness, snapshots, publisher, outbox } = parts;
  const messaging = { connection, snapshots, publisher, client: new NatsClient(connection) };
  const root = PlatformModule.of(definition.module, { config, readiness, messaging, outbox });
  const trustProxy = config.TRUSTED_PROXIES.length > 0 && config.TRUSTED_PROXIES;
  const adapter = new FastifyAdapter({ forceCloseConnections: 'idle', trustProxy, ...definition.http });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: new NestLogger(),
    abortOnError: false,
  });
  const http = adapter.getInstance() as unknown as FastifyInstance;
  addHealthRoutes(http, readiness);
  endConnections(http);
  await definition.prepare?.(http, app, config);
  app.useGlobalFilters(new ErrorFilter());
  app.connectMicroservice(
    { strategy: new NatsServer(connection, definition.name, reportError) },
    { inheritAppConfig: true },
  );
  await app.startAllMicroservices();
  void publisher.recover().catch((error: unknown) => reportError(error, `replay into ${EVENT_STREAM}`));
  outbox?.start();
  await app.listen(config.PORT, config.HOST);
  const stop = async (): Promise<void> => {
    readiness.drain();
    await app.close();
    await stopParts(parts);
  };
  return { app, url: await app.getUrl(), stop };
};

const publishes = (name: ServiceName): boolean => (access[name] as Access).publishes.length > 0;
