import { MessagingModule, OutboxRelay, type MessagingParts } from '@archestra/messaging';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { Readiness } from '../health/readiness.ts';
import { CONFIG } from './token.ts';

export interface PlatformParts {
  config: unknown;
  readiness: Readiness;
  messaging: MessagingParts;
  outbox: OutboxRelay | undefined;
}

/** Root module of a process: the service's own module plus what `libs/service` provides to it. */
@Module({})
export class PlatformModule {
  static of(service: Type | DynamicModule, { config, readiness, messaging, outbox }: PlatformParts): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: Readiness, useValue: readiness },
      ...(outbox ? [{ provide: OutboxRelay, useValue: outbox }] : []),
    ];
    return {
      module: PlatformModule,
      global: true,
      imports: [MessagingModule.of(messaging), service],
      providers,
      exports: providers,
    };
  }
}
