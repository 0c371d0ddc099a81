import type { Msg, NatsConnection } from '@nats-io/nats-core';
import { publishSoon } from '../connection/publish-batch.ts';

const NANOS_PER_MS = 1_000_000;

/** Tokens before the delivery count in `$JS.ACK.<stream>.<consumer>.<count>…`; newer servers put domain and account first. */
const COUNT_TOKEN = { old: 4, new: 6 } as const;

/** A message of a durable consumer, with the three ways to answer for it (JetStream acknowledgement protocol). */
export class PulledMessage {
  constructor(
    private readonly connection: NatsConnection,
    private readonly message: Msg,
  ) {}

  get subject(): string {
    return this.message.subject;
  }

  get data(): Uint8Array {
    return this.message.data;
  }

  text(): string {
    return this.message.string();
  }

  /** How often it has been delivered; 1 at the first time. */
  get deliveries(): number {
    const tokens = (this.message.reply ?? '').split('.');
    return Number(tokens[tokens.length > 9 ? COUNT_TOKEN.new : COUNT_TOKEN.old]) || 1;
  }

  /** It is done. */
  ack(): void {
    this.answer('+ACK');
  }

  /** It is to come again after a while. */
  nak(delayMs: number): void {
    this.answer(`-NAK ${JSON.stringify({ delay: Math.round(delayMs * NANOS_PER_MS) })}`);
  }

  /** It must not come again. No reason is sent with it: NATS 2.9 understands none. */
  term(): void {
    this.answer('+TERM');
  }

  private answer(payload: string): void {
    if (this.message.reply) publishSoon(this.connection, { subject: this.message.reply, payload });
  }
}
