import type { EventConsumer } from '@archestra/contracts';
import { EventPattern } from '@nestjs/microservices';
import type { ReceivedEvent } from './cloud-event.ts';

export interface EventBinding {
  consumer: EventConsumer;
  maxBatch: number;
  /** Pause between two looks at an exhausted consumer, in milliseconds: the longest an event waits here. */
  lingerMs: number;
}

/** A method that takes a batch; it must be idempotent by event id, since delivery is at least once. */
export type EventsHandler = (events: ReceivedEvent[]) => Promise<void>;

/**
 * Binds a method to a durable JetStream consumer. A batch that throws is tried again event by event; an event that
 * throws `INVALID_INPUT` goes to the dead letters with its reason, any other failure is redelivered with backoff.
 */
export const HandleEvents =
  (consumer: EventConsumer, options: { maxBatch?: number; lingerMs?: number } = {}) =>
  (target: object, key: string, descriptor: TypedPropertyDescriptor<EventsHandler>): void => {
    const events: EventBinding = { consumer, maxBatch: options.maxBatch ?? 200, lingerMs: options.lingerMs ?? 100 };
    const decorate = EventPattern(`consumer:${consumer.durable}`, { events }) as MethodDecorator;
    decorate(target, key, descriptor as TypedPropertyDescriptor<unknown>);
  };
