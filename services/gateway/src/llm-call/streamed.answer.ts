import { AppError } from '@archestra/contracts';
import { dialects, type AnswerStream, type StreamStep } from '@archestra/llm';
import { dialectOf } from '../llm-model/operation.ts';
import { tokensIn } from './llm-record.ts';
import type { Reading } from './whole.answer.ts';

/** Once an answer is complete, what may still follow it is not waited for any longer. */
const REST_WITHIN_MS = 1_000;

type Write = (bytes: Buffer) => Promise<void> | undefined;

const isEventStream = ({ answer }: Reading): boolean =>
  String(answer.headers['content-type'] ?? '').startsWith('text/event-stream');

/** What the record keeps of a stream. */
const keep = ({ record, question }: Reading, stream: AnswerStream): void => {
  const usage = question.exchange ? question.exchange.usage : stream.usage;
  if (stream.isEnded) record.usage = usage;
  else record.partialUsage = usage;
  // Arguments of calls and thoughts are not in its text; an event of them is a token at least.
  record.writtenTokens = Math.max(tokensIn(Buffer.byteLength(stream.text)), stream.eventCount);
  record.response = JSON.stringify({ text: stream.text, stopReason: stream.stopReason });
};

/**
 * A streamed answer, written as it comes; calls in it are held until they are decided. The end is not written: what this
 * returns belongs behind the record of the call.
 */
export class StreamedAnswer {
  private readonly stream: AnswerStream;
  /** What makes the answer complete and what follows it. */
  private readonly end: Buffer[] = [];
  private isHeard = false;

  constructor(
    private readonly reading: Reading,
    private readonly write: Write,
  ) {
    const { call, question } = reading;
    // Usage was asked for by us; a translated answer has it only when the client asked for it.
    const hidesUsage = !call.facts.wantsUsage && question.exchange === undefined;
    this.stream = dialects[dialectOf[call.operation]].openStream({ hidesUsage, answerCount: call.facts.answerCount });
  }

  /** Throws what stopped the answer; what was written until then stays written. */
  async run(): Promise<Buffer> {
    if (!isEventStream(this.reading)) {
      this.reading.answer.discard();
      throw new AppError('PROVIDER_PROTOCOL_ERROR', 'The provider answered with something that is no stream.');
    }
    try {
      await this.read();
      await this.take(this.stream.end());
    } finally {
      if (!this.isHeard) this.reading.record.hear();
      keep(this.reading, this.stream);
    }
    return this.end.length === 1 ? (this.end[0] as Buffer) : Buffer.concat(this.end);
  }

  private async read(): Promise<void> {
    const { answer, question } = this.reading;
    const chunks = question.exchange ? question.exchange.readStream(answer.chunks) : answer.chunks;
    const iterator = chunks[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await (this.stream.isEnded ? withinRest(iterator) : iterator.next());
        if (!next || next.done) return;
        const step = this.stream.push(next.value);
        this.hear();
        await this.take(step);
      }
    } finally {
      // Whoever still sends is not listened to; the connection ends with it.
      void iterator.return?.().catch(() => undefined);
    }
  }

  private hear(): void {
    if (this.isHeard || this.stream.text === '') return;
    this.isHeard = true;
    this.reading.record.hear();
  }

  private async take(first: StreamStep): Promise<void> {
    let step = first;
    while (step.calls.length > 0) {
      await this.pass(step.bytes);
      step = this.stream.decide(await this.reading.decide(step.calls));
    }
    await this.pass(step.bytes);
    if (step.failure) throw step.failure;
  }

  private pass(bytes: Buffer): Promise<void> | undefined {
    if (bytes.length === 0) return undefined;
    if (!this.stream.isEnded) return this.write(bytes);
    this.end.push(bytes);
    return undefined;
  }
}

/** The next piece; undefined when it breaks or does not come soon: the answer is complete without it. */
const withinRest = (iterator: AsyncIterator<Buffer>): Promise<IteratorResult<Buffer> | undefined> => {
  const patience = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), REST_WITHIN_MS).unref();
  });
  return Promise.race([iterator.next().catch(() => undefined), patience]);
};
