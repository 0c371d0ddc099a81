import { AppError, headerNames, type Rpc } from '@archestra/contracts';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { headers, type PublishOptions } from '@nats-io/nats-core';
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { context as openTelemetry } from '@opentelemetry/api';
import { isObservable, lastValueFrom } from 'rxjs';
import { connectionState } from '../connection/connection-state.ts';
import { fromHeaders } from '../connection/header.ts';
import { publishNow, publishSoon } from '../connection/publish-batch.ts';
import { contextFrom } from '../connection/trace.ts';
import { EventConsumerLoop } from '../event/event-consumer.ts';
import type { EventBinding } from '../event/handle-events.ts';
import type { MessageContext } from './message-context.ts';

const decoder = new TextDecoder();

/**
 * Nest transport for our contracts: RPC on core NATS in the service's queue group, events on durable JetStream consumers.
 * Errors travel as `WireError` with an `x-error` header; the text of unknown errors never leaves the process.
 */
export class NatsServer extends Server implements CustomTransportStrategy {
  /** A consumer loop must see that a batch failed, or it would acknowledge it. */
  override propagatesEventHandlerErrors = true;
  private readonly subscriptions: Subscription[] = [];
  private readonly loops: EventConsumerLoop[] = [];
  private inWork = 0;
  private whenIdle: (() => void) | undefined;

  constructor(
    private readonly connection: NatsConnection,
    private readonly service: string,
    private readonly report: (error: unknown, what: string) => void,
  ) {
    super();
  }

  listen(ready: (error?: unknown) => void): void {
    for (const [pattern, handler] of this.messageHandlers) {
      const binding: EventBinding | undefined = handler.extras?.['events'];
      if (binding)
        this.loops.push(
          new EventConsumerLoop(this.connection, binding, (batch) => this.deliver(handler, batch), this.report),
        );
      else this.subscribe(pattern, handler);
    }
    Promise.all([this.connection.flush(), ...this.loops.map((loop) => loop.start())]).then(() => ready(), ready);
  }

  /** Takes no new messages, then waits until every message in work is answered. */
  async close(): Promise<void> {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    await Promise.all(this.loops.map((loop) => loop.stop()));
    if (this.inWork > 0) await new Promise<void>((resolve) => (this.whenIdle = resolve));
    publishNow(this.connection);
    // Without a broker there is nobody left to flush to.
    if (connectionState(this.connection).connected) await this.connection.flush().catch(() => undefined);
  }

  on(): never {
    throw new Error('The NATS connection is shared; watch its own status instead.');
  }

  unwrap<T>(): T {
    return this.connection as T;
  }

  private subscribe(subject: string, handler: MessageHandler): void {
    const contract = handler.extras?.['contract'] as Rpc | undefined;
    if (!contract) throw new Error(`${subject} is not bound by @HandleRpc or @HandleEvents.`);
    const callback = (error: Error | null, message: Msg): void => {
      if (error) this.report(error, subject);
      else void this.answer(contract, handler, message);
    };
    this.subscriptions.push(this.connection.subscribe(subject, { queue: this.service, callback }));
  }

  private async answer(contract: Rpc, handler: MessageHandler, message: Msg): Promise<void> {
    this.inWork += 1;
    try {
      const reply = await this.run(contract, handler, message);
      this.reply(message, JSON.stringify(contract.output.parse(reply)));
    } catch (error) {
      this.refuse(message, error);
    } finally {
      this.inWork -= 1;
      if (this.inWork === 0) this.whenIdle?.();
    }
  }

  private async run(contract: Rpc, handler: MessageHandler, message: Msg): Promise<unknown> {
    const call = fromHeaders(message.headers);
    const deadlineMs = call.deadlineMs ?? Date.now() + contract.deadlineMs;
    if (deadlineMs <= Date.now())
      throw new AppError('PEER_TIMEOUT', `${contract.subject} got the request after its deadline.`);
    const context: MessageContext = new DeadlineContext(call, deadlineMs);
    const input = parseInput(contract, message.data);
    const invoke = (): Promise<unknown> => this.invoke(handler, input, context);
    return call.traceparent ? openTelemetry.with(contextFrom(call.traceparent), invoke) : invoke();
  }

  private async invoke(handler: MessageHandler, input: unknown, context: unknown): Promise<unknown> {
    const result: unknown = await handler(input, context);
    return isObservable(result) ? lastValueFrom(result) : result;
  }

  private async deliver(handler: MessageHandler, batch: unknown): Promise<void> {
    await this.invoke(handler, batch, undefined);
  }

  private refuse(message: Msg, error: unknown): void {
    const known = AppError.from(error);
    if (known.code === 'INTERNAL') this.report(known.cause ?? error, message.subject);
    const marked = headers();
    marked.set(headerNames.error, known.code);
    this.reply(message, JSON.stringify(known.toWire()), { headers: marked });
  }

  private reply(message: Msg, payload: string, options: PublishOptions = {}): void {
    const failed = (error: unknown): void => {
      this.report(error, message.subject);
      // A reply too large for the broker: the caller gets an error now instead of a silence until its deadline.
      if (!options.headers) this.refuse(message, error);
    };
    if (message.reply) publishSoon(this.connection, { subject: message.reply, payload, options, failed });
  }
}

const parseInput = (contract: Rpc, data: Uint8Array): unknown => {
  let body: unknown;
  try {
    body = JSON.parse(decoder.decode(data));
  } catch {
    throw new AppError('MALFORMED_JSON', `${contract.subject} got a body that is not JSON.`);
  }
  const parsed = contract.input.safeParse(body);
  if (parsed.success) return parsed.data;
  const details = {
    issues: parsed.error.issues.slice(0, 10).map(({ path, message }) => ({ path: path.join('.'), message })),
  };
  throw new AppError('INVALID_INPUT', `${contract.subject} got an input outside its contract.`, { details });
};

/** The signal is made only when a handler asks for it: most answer long before a timer would matter. */
class DeadlineContext implements MessageContext {
  readonly organizationId?: string;
  readonly principal?: string;
  readonly callId?: string;
  readonly traceparent?: string;
  private lazySignal: AbortSignal | undefined;

  constructor(
    call: object,
    readonly deadlineMs: number,
  ) {
    Object.assign(this, call);
  }

  get signal(): AbortSignal {
    this.lazySignal ??= AbortSignal.timeout(Math.max(0, this.deadlineMs - Date.now()));
    return this.lazySignal;
  }
}
