import { EVENT_STREAM } from '@archestra/contracts';
import { createInbox, type Msg, type NatsConnection, type Subscription } from '@nats-io/nats-core';
import { connectionState } from '../connection/connection-state.ts';
import { inboxPrefixOf } from '../connection/connection.ts';
import { PulledMessage } from './pulled-message.ts';

const ANSWER_WITHIN_MS = 5_000;
/** Statuses that end a pull without being a fault: nothing there, or not as much as was asked for. */
const EXHAUSTED = new Set([404, 408]);

interface Pull {
  batch: number;
  resolve: (messages: PulledMessage[]) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

/**
 * Takes what waits in a durable consumer right now, in one request (JetStream `CONSUMER.MSG.NEXT` with `no_wait`).
 * The client's own `consume` has every event delivered by itself as it comes; asking now and then for many at once
 * costs the broker and the reader a fraction of that.
 */
export class PullReader {
  private readonly inbox: string;
  private readonly subscription: Subscription;
  private readonly forget: () => void;
  private received: PulledMessage[] = [];
  private pull: Pull | undefined;

  constructor(
    private readonly connection: NatsConnection,
    private readonly durable: string,
  ) {
    this.inbox = createInbox(inboxPrefixOf(connection));
    this.subscription = connection.subscribe(this.inbox, {
      callback: (error, message) => (error ? undefined : this.receive(message)),
    });
    this.forget = connectionState(connection).onDisconnect(() => this.fail(new Error('the message broker went away')));
  }

  /** Up to `batch` messages; none when none wait. Rejects when the consumer or the broker is away. One pull at a time. */
  take(batch: number): Promise<PulledMessage[]> {
    if (!connectionState(this.connection).connected)
      return Promise.reject(new Error('the message broker is not reachable'));
    return new Promise((resolve, reject) => {
      // An answer that is lost on the way ends here; its messages come again after the consumer's acknowledgement time.
      const timer = setTimeout(() => this.finish(), ANSWER_WITHIN_MS);
      this.pull = { batch, resolve, reject, timer };
      const request = JSON.stringify({ batch, no_wait: true });
      this.connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${EVENT_STREAM}.${this.durable}`, request, {
        reply: this.inbox,
      });
    });
  }

  close(): void {
    this.forget();
    if (!this.connection.isClosed()) this.subscription.unsubscribe();
    this.fail(new Error('the reader is closed'));
  }

  private receive(message: Msg): void {
    if (!message.reply) return this.status(message.headers?.code ?? 0, message.headers?.description ?? '');
    this.received.push(new PulledMessage(this.connection, message));
    if (this.received.length >= (this.pull?.batch ?? Infinity)) this.finish();
  }

  private status(code: number, description: string): void {
    if (EXHAUSTED.has(code)) this.finish();
    else this.fail(new Error(`the consumer ${this.durable} answered ${code} ${description}`));
  }

  private finish(): void {
    const pull = this.end();
    if (!pull) return;
    const messages = this.received;
    this.received = [];
    pull.resolve(messages);
  }

  private fail(error: Error): void {
    this.end()?.reject(error);
  }

  private end(): Pull | undefined {
    const pull = this.pull;
    this.pull = undefined;
    clearTimeout(pull?.timer);
    return pull;
  }
}
