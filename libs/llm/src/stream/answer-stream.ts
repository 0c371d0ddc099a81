import { AppError, type TokenUsage } from '@archestra/contracts';
import type { Answer, Refusals } from '../answer/answer.ts';
import { protocolError } from '../failure/provider-failure.ts';
import type { ToolCall } from '../request/facts.ts';
import { SseReader, type SseEvent } from './sse.ts';

/** Text of a stream is remembered up to this length, for the record and for counting what was cut. */
export const MAX_REMEMBERED_CHARS = 1_048_576;

/** What an event costs beside its bytes; else a flood of empty ones would not count. */
const EVENT_BYTES = 64;

export interface AnswerStreamOptions {
  /** `RequestFacts.answerCount`: the stream is complete when as many answers are. 1 unless said otherwise. */
  readonly answerCount?: number;
  /** The report of usage was our own wish: it is read and not shown. */
  readonly hidesUsage?: boolean;
  /** Bytes of an undecided call, with everything after it. 16 MiB unless said otherwise. */
  readonly maxHeldBytes?: number;
  /** Bytes of one event. 8 MiB unless said otherwise: an event can hold a whole answer with an image. */
  readonly maxEventBytes?: number;
}

/** What became of some bytes of a provider. */
export interface StreamStep {
  /** May be sent to the client at once, in this order. */
  readonly bytes: Buffer;
  /** When there are any: whole calls that wait for `decide`, in the order of the answer. Nothing of them is in `bytes`. */
  readonly calls: readonly ToolCall[];
  /** The stream is over and failed: nothing more comes out of it; what was held is gone. */
  readonly failure: AppError | undefined;
}

/**
 * What an event means: `pass`; `call`, a part of a tool call; `settled`, every call begun so far is whole;
 * `usage`, a report of usage and nothing else.
 */
export type EventSign = 'pass' | 'call' | 'settled' | 'usage';

/** Reads the events of one answer, for one dialect. */
export interface AnswerReading extends Omit<Answer, 'toolCalls'> {
  /** The provider said that the answer is complete. */
  readonly isEnded: boolean;
  /** Throws `AppError` for an event its dialect does not allow, and for an error the provider reports. */
  read(event: SseEvent): EventSign;
  /** A tool call began since the last decision. */
  readonly hasCalls: boolean;
  /** Calls since the last decision. */
  calls(): ToolCall[];
  /** Held events without the refused calls. The reading goes on as if these had been read. */
  rewrite(held: readonly SseEvent[], refusals: Refusals): string;
  /** A decision was made: calls are counted anew. */
  settle(): void;
}

/**
 * Guards a streamed answer. Events pass as the bytes they came in, until the first sign of a tool call. From there on
 * everything is held until all calls are whole and `decide` was called. Not for concurrent use.
 */
export class AnswerStream {
  private readonly events = new SseReader();
  private readonly options: Required<AnswerStreamOptions>;
  private ready: Buffer[] = [];
  private held: SseEvent[] = [];
  /** Came while a decision was awaited; not read yet. */
  private backlog: SseEvent[] = [];
  private heldBytes = 0;
  private isAwaiting = false;
  private isClosed = false;
  private failure: AppError | undefined;
  /** Events that were read. */
  eventCount = 0;

  constructor(
    private readonly reading: AnswerReading,
    options: AnswerStreamOptions = {},
  ) {
    this.options = {
      answerCount: 1,
      hidesUsage: false,
      maxHeldBytes: 16 * 1_048_576,
      maxEventBytes: 8 * 1_048_576,
      ...options,
    };
  }

  /** The next bytes of the provider, cut anywhere. */
  push(chunk: Uint8Array): StreamStep {
    if (this.failure) return this.step();
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.take(this.events.push(bytes));
    if (this.events.tailBytes > this.options.maxEventBytes) this.failWithSize('an event', this.options.maxEventBytes);
    return this.step();
  }

  /** The provider sends nothing more. An answer that is not complete fails with `PROVIDER_PROTOCOL_ERROR`. */
  end(): StreamStep {
    if (this.failure || this.isClosed) return this.step();
    const rest = this.events.end();
    this.isClosed = true;
    this.take(rest ? [rest] : []);
    return this.step();
  }

  /** Releases what was held: the calls in `refusals` replaced by their texts, the others as they came. */
  decide(refusals: Refusals): StreamStep {
    if (this.failure || !this.isAwaiting) return this.step();
    const { held, backlog } = this;
    if (refusals.size === 0) this.ready.push(...held.map((event) => event.bytes));
    else this.attempt(() => this.ready.push(Buffer.from(this.reading.rewrite(held, refusals))));
    this.reading.settle();
    this.held = [];
    this.backlog = [];
    this.heldBytes = 0;
    this.isAwaiting = false;
    this.take(backlog);
    return this.step();
  }

  /** What was read so far, also of what is held. */
  get text(): string {
    return this.reading.text;
  }

  get usage(): TokenUsage | undefined {
    return this.reading.usage;
  }

  get model(): string | undefined {
    return this.reading.model;
  }

  get stopReason(): Answer['stopReason'] {
    return this.reading.stopReason;
  }

  /** The provider said that the answer is complete. */
  get isEnded(): boolean {
    return this.reading.isEnded;
  }

  private step(): StreamStep {
    const bytes = this.ready.length === 1 ? (this.ready[0] as Buffer) : Buffer.concat(this.ready);
    this.ready = [];
    return { bytes, calls: this.isAwaiting ? this.reading.calls() : [], failure: this.failure };
  }

  private take(events: readonly SseEvent[]): void {
    for (const event of events) {
      if (this.failure) return;
      this.eventCount += 1;
      if (this.isAwaiting) this.hold(event, this.backlog);
      else this.attempt(() => this.accept(event));
    }
    if (this.isClosed && !this.isAwaiting) this.close();
  }

  private accept(event: SseEvent): void {
    const sign = this.reading.read(event);
    if (sign === 'usage' && this.options.hidesUsage) return;
    const isHeld = this.held.length > 0 || sign === 'call' || this.reading.hasCalls;
    if (!isHeld) {
      this.ready.push(event.bytes);
      return;
    }
    this.hold(event, this.held);
    this.isAwaiting = sign === 'settled' && !this.failure;
  }

  private hold(event: SseEvent, into: SseEvent[]): void {
    into.push(event);
    this.heldBytes += event.bytes.length + EVENT_BYTES;
    if (this.heldBytes > this.options.maxHeldBytes) this.failWithSize('a tool call', this.options.maxHeldBytes);
  }

  private close(): void {
    if (this.failure || (this.held.length === 0 && this.reading.isEnded)) return;
    this.fail(protocolError('The answer of the provider ended in the middle. Try again.'));
  }

  private attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.fail(AppError.from(error));
    }
  }

  private failWithSize(what: string, limitBytes: number): void {
    this.fail(
      new AppError('PROVIDER_PROTOCOL_ERROR', `The provider sent ${what} larger than ${limitBytes} bytes.`, {
        details: { limitBytes },
      }),
    );
  }

  private fail(failure: AppError): void {
    this.failure ??= failure;
    this.held = [];
    this.backlog = [];
    this.isAwaiting = false;
  }
}
