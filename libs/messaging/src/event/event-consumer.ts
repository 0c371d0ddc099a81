import { AppError, EVENT_STREAM } from '@archestra/contracts';
import { jetstream, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import { headers } from '@nats-io/nats-core';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectionState } from '../connection/connection-state.ts';
import { readEvent, type ReceivedEvent } from './cloud-event.ts';
import type { EventBinding } from './handle-events.ts';

interface Delivery {
  message: JsMsg;
  event: ReceivedEvent;
}

type Deliver = (events: ReceivedEvent[]) => Promise<void>;

const backoffMs = (deliveries: number): number => Math.min(30_000, 250 * 2 ** Math.min(deliveries, 10));

/** Reads one durable consumer for as long as the service lives: batches, acknowledges, backs off, buries poison. */
export class EventConsumerLoop {
  private readonly contracts;
  private messages: ConsumerMessages | undefined;
  private pending: Delivery[] = [];
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> = Promise.resolve();
  private stopped = false;
  private opening = false;
  private readonly forgetReconnect: () => void;

  constructor(
    private readonly connection: NatsConnection,
    private readonly binding: EventBinding,
    private readonly deliver: Deliver,
    private readonly report: (error: unknown, what: string) => void,
  ) {
    this.contracts = new Map(binding.consumer.events.map((contract) => [contract.type, contract]));
    this.forgetReconnect = connectionState(connection).onReconnect(() => this.messages?.stop());
  }

  /** Starts reading in the background; a consumer or broker that is not there yet is waited for. */
  async start(): Promise<void> {
    void this.keepReading();
  }

  /** Stops pulling, then waits for the batch in work. What was not acknowledged is delivered again to the next process. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.forgetReconnect();
    await this.messages?.close();
    this.flush();
    await this.work;
  }

  private async keepReading(): Promise<void> {
    while (!this.stopped && !this.connection.isClosed()) {
      try {
        await this.read();
      } catch (error) {
        if (!this.stopped) this.report(error, `consumer ${this.binding.consumer.durable}`);
      }
      if (!this.stopped) await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  private async read(): Promise<void> {
    if (this.opening) return;
    this.opening = true;
    try {
      const consumer = await jetstream(this.connection).consumers.get(EVENT_STREAM, this.binding.consumer.durable);
      const callback = (message: JsMsg): void => this.take(message);
      this.messages = await consumer.consume({ max_messages: this.binding.maxBatch * 4, callback });
    } finally {
      this.opening = false;
    }
    await this.messages.closed();
  }

  private take(message: JsMsg): void {
    const event = readEvent(message.string(), this.contracts);
    if (typeof event === 'string') {
      this.bury(message, event);
      return;
    }
    this.pending.push({ message, event });
    if (this.pending.length >= this.binding.maxBatch) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), this.binding.lingerMs);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batch = this.pending;
    this.pending = [];
    if (batch.length > 0) this.work = this.work.then(() => this.settle(batch));
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
    message.nak(backoffMs(message.info.deliveryCount));
  }

  /** Terminates a message only after its copy is stored, so that poison is never simply gone. */
  private bury(message: JsMsg, reason: string): void {
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
