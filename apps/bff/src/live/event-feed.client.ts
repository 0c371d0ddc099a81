import { setTimeout as sleep } from 'node:timers/promises';
import { EVENT_STREAM } from '@archestra/contracts';
import { connectionState, NATS } from '@archestra/messaging';
import { reportError } from '@archestra/service';
import { DeliverPolicy, jetstream, jetstreamManager, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { Inject, Injectable } from '@nestjs/common';

const RETRY_MS = 500;
/** After a longer absence the console fetches its lists again instead of being shown all of the past one by one. */
const CATCH_UP_LIMIT = 2_000;

/** Receives what happens from now on. `payload` is decoded only when asked for. */
export interface FeedListener {
  take(type: string, payload: () => string): void;
  /** Events passed unseen. */
  gap(): void;
}

/** Reads the event stream from its end with an ephemeral ordered consumer, and goes on where it was after any interruption. */
@Injectable()
export class EventFeedClient {
  private messages: ConsumerMessages | undefined;
  private nextSequence: number | undefined;
  private stopped = false;
  private forgetReconnect: (() => void) | undefined;

  constructor(@Inject(NATS) private readonly connection: NatsConnection) {}

  start(listener: FeedListener): void {
    // The consumer lives in the broker's memory: after a restart it is gone, and waiting for it would last for ever.
    this.forgetReconnect = connectionState(this.connection).onReconnect(() => this.messages?.stop());
    void this.keepReading(listener);
  }

  stop(): void {
    this.stopped = true;
    this.forgetReconnect?.();
    this.messages?.stop();
  }

  private async keepReading(listener: FeedListener): Promise<void> {
    let failing = false;
    while (!this.stopped && !this.connection.isClosed()) {
      try {
        await this.read(listener);
        failing = false;
      } catch (error) {
        if (!this.stopped && !failing) reportError(error, 'reading events for the live console');
        failing = true;
      }
      if (!this.stopped) await sleep(RETRY_MS, undefined, { ref: false });
    }
  }

  private async read(listener: FeedListener): Promise<void> {
    const sequence = await this.startSequence(listener);
    const consumer = await jetstream(this.connection).consumers.get(EVENT_STREAM, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: sequence,
    });
    const callback = (message: JsMsg): void => this.pass(message, listener);
    this.messages = await consumer.consume({ max_messages: 500, callback });
    if (this.stopped) this.messages.stop();
    await this.messages.closed();
  }

  private async startSequence(listener: FeedListener): Promise<number> {
    const manager = await jetstreamManager(this.connection, { checkAPI: false });
    const { state } = await manager.streams.info(EVENT_STREAM);
    const end = state.last_seq + 1;
    const wanted = this.nextSequence ?? end;
    // A stream that was made anew starts below what was seen; one that moved far ahead is not replayed.
    const usable = wanted <= end && end - wanted <= CATCH_UP_LIMIT && wanted >= state.first_seq;
    if (!usable) listener.gap();
    this.nextSequence = usable ? wanted : end;
    return this.nextSequence;
  }

  private pass(message: JsMsg, listener: FeedListener): void {
    this.nextSequence = message.seq + 1;
    // events.<organization>.<type>
    const type = message.subject.split('.').slice(2).join('.');
    try {
      listener.take(type, () => message.string());
    } catch (error) {
      reportError(error, 'showing an event live');
    }
  }
}
