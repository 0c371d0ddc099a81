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
  /** From here on nothing is missed. Called once per start. */
  ready(): void;
  take(type: string, payload: () => string): void;
  /** Events passed unseen. */
  gap(): void;
}

/** Reads the event stream from its end while somebody watches; between `stop` and the next `start` it costs nothing. */
@Injectable()
export class EventFeedClient {
  private run: FeedRun | undefined;

  constructor(@Inject(NATS) private readonly connection: NatsConnection) {}

  get isRunning(): boolean {
    return this.run !== undefined;
  }

  /** Begins at the end of the stream, unless it reads already. */
  start(listener: FeedListener): void {
    this.run ??= new FeedRun(this.connection, listener);
  }

  stop(): void {
    this.run?.stop();
    this.run = undefined;
  }
}

/** One stretch of reading with an ephemeral ordered consumer; goes on where it was after any interruption. */
class FeedRun {
  private messages: ConsumerMessages | undefined;
  private nextSequence: number | undefined;
  private stopped = false;
  private readonly forgetReconnect: () => void;

  constructor(
    private readonly connection: NatsConnection,
    private readonly listener: FeedListener,
  ) {
    // The consumer lives in the broker's memory: after a restart it is gone, and waiting for it would last for ever.
    this.forgetReconnect = connectionState(connection).onReconnect(() => this.messages?.stop());
    void this.keepReading();
  }

  stop(): void {
    this.stopped = true;
    this.forgetReconnect();
    this.messages?.stop();
  }

  private async keepReading(): Promise<void> {
    let failing = false;
    while (!this.stopped && !this.connection.isClosed()) {
      try {
        await this.read();
        failing = false;
      } catch (error) {
        if (!this.stopped && !failing) reportError(error, 'reading events for the live console');
        failing = true;
      }
      if (!this.stopped) await sleep(RETRY_MS, undefined, { ref: false });
    }
  }

  private async read(): Promise<void> {
    const consumer = await jetstream(this.connection).consumers.get(EVENT_STREAM, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: await this.startSequence(),
    });
    if (this.stopped) return;
    this.messages = await consumer.consume({ max_messages: 500, callback: (message) => this.pass(message) });
    if (this.stopped) this.messages.stop();
    await this.messages.closed();
  }

  private async startSequence(): Promise<number> {
    const manager = await jetstreamManager(this.connection, { checkAPI: false });
    const { state } = await manager.streams.info(EVENT_STREAM);
    const end = state.last_seq + 1;
    if (this.stopped) return end;
    const isFirst = this.nextSequence === undefined;
    const wanted = this.nextSequence ?? end;
    // A stream that was made anew starts below what was seen; one that moved far ahead is not replayed.
    const usable = wanted <= end && end - wanted <= CATCH_UP_LIMIT && wanted >= state.first_seq;
    this.nextSequence = usable ? wanted : end;
    if (isFirst) this.listener.ready();
    else if (!usable) this.listener.gap();
    return this.nextSequence;
  }

  private pass(message: JsMsg): void {
    if (this.stopped) return;
    this.nextSequence = message.seq + 1;
    // events.<organization>.<type>
    const type = message.subject.split('.').slice(2).join('.');
    try {
      this.listener.take(type, () => message.string());
    } catch (error) {
      reportError(error, 'showing an event live');
    }
  }
}
