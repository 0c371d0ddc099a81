import { AppError } from '@archestra/contracts';
import { jetstream } from '@nats-io/jetstream';
import { headers } from '@nats-io/nats-core';
import type { NatsConnection } from '@nats-io/transport-node';
import { readEvent, type ReceivedEvent } from './cloud-event.ts';
import type { EventBinding } from './handle-events.ts';
import { PullReader } from './pull.reader.ts';
import type { PulledMessage } from './pulled-message.ts';

const RETRY_MS = 500;

interface Delivery {
  message: PulledMessage;
  event: ReceivedEvent;
}

type Deliver = (events: ReceivedEvent[]) => Promise<void>;

const backoffMs = (deliveries: number): number => Math.min(30_000, 250 * 2 ** Math.min(deliveries, 10));

/** Reads one durable consumer for as long as the service lives: batches, acknowledges, backs off, buries poison. */
export class EventConsumerLoop {
  private readonly connection: NatsConnection;
  private readonly contracts;
  private readonly reader: PullReader;
  private work: Promise<void> = Promise.resolve();
  private stopped = false;
  private wake: (() => void) | undefined;

  constructor(
    connection: NatsConnection,
    private readonly binding: EventBinding,
    private readonly deliver: Deliver,
    private readonly report: (error: unknown, what: string) => void,
  ) {
    this.connection = connection;
    this.reader = new PullReader(connection, binding.consumer.durable);
    this.contracts = new Map(binding.consumer.events.map((contract) => [contract.type, contract]));
  }

  /** Starts reading in the background; a consumer or broker that is not there yet is waited for. */
  start(): Promise<void> {
    this.work = this.keepReading();
    return Promise.resolve();
  }

  /** Takes no more, then waits for the batch in work. What was not acknowledged is delivered again to the next process. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.wake?.();
    await this.work;
    this.reader.close();
  }

  private async keepReading(): Promise<void> {
    while (!this.stopped && !this.connection.isClosed()) {
      const wasFull = await this.readOnce().catch((error: unknown) => {
        this.report(error, `consumer ${this.binding.consumer.durable}`);
        return this.pause(RETRY_MS).then(() => true);
      });
      if (!wasFull) await this.pause(this.binding.lingerMs);
    }
  }

  /** Whether there was a full batch, so that more may wait. */
  private async readOnce(): Promise<boolean> {
    const messages = await this.reader.take(this.binding.maxBatch);
    const batch = messages.flatMap((message) => this.read(message));
    if (batch.length > 0) await this.settle(batch);
    return messages.length >= this.binding.maxBatch;
  }

  private read(message: PulledMessage): Delivery[] {
    const event = readEvent(message.text(), this.contracts);
    if (typeof event !== 'string') return [{ message, event }];
    this.bury(message, event);
    return [];
  }

  private pause(durationMs: number): Promise<void> {
    if (this.stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, durationMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async settle(batch: Delivery[]): Promise<void> {
    try {
      await this.deliver(batch.map(({ event }) => event));
      for (const { message } of batch) message.ack();
    } catch (error) {
      if (batch.length === 1) this.fail(batch[0] as Delivery, error);
      else for (const delivery of batch) await this.settle([delivery]);
    }
  }

  private fail({ message }: Delivery, error: unknown): void {
    if (error instanceof AppError && error.code === 'INVALID_INPUT') {
      this.bury(message, error.message);
      return;
    }
    this.report(error, `consumer ${this.binding.consumer.durable}`);
    message.nak(backoffMs(message.deliveries));
  }

  /** Terminates a message only after its copy is stored, so that poison is never simply gone. */
  private bury(message: PulledMessage, reason: string): void {
    const marked = headers();
    marked.set('x-dead-letter-reason', reason.replaceAll(/[\r\n]/g, ' ').slice(0, 500));
    jetstream(this.connection)
      .publish(`dead.${this.binding.consumer.durable}.${message.subject}`, message.data, { headers: marked })
      // No reason here: servers before 2.10 do not understand a termination that carries one and deliver again.
      .then(() => message.term())
      .catch((error: unknown) => {
        this.report(error, `dead letter of ${this.binding.consumer.durable}`);
        message.nak(5_000);
      });
  }
}
