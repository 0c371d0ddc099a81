import { Module, type DynamicModule } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { EventPublisher } from './journal/event-publisher.ts';
import { NatsClient } from './rpc/nats.client.ts';
import { Snapshots } from './snapshot/snapshots.ts';
import { NATS } from './token.ts';

export interface MessagingParts {
  connection: NatsConnection;
  client: NatsClient;
  snapshots: Snapshots;
  publisher: EventPublisher;
}

/** Makes the process's connection, client, snapshots and publisher injectable everywhere. */
@Module({})
export class MessagingModule {
  static of(parts: MessagingParts): DynamicModule {
    const providers = [
      { provide: NATS, useValue: parts.connection },
      { provide: NatsClient, useValue: parts.client },
      { provide: Snapshots, useValue: parts.snapshots },
      { provide: EventPublisher, useValue: parts.publisher },
    ];
    return { module: MessagingModule, global: true, providers, exports: providers };
  }
}
