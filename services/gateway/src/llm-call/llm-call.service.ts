import { AppError, modelReferenceText, type CallOutcome } from '@archestra/contracts';
import { dialects } from '@archestra/llm';
import { CONFIG, reportError } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import type { GatewayConfig } from '../gateway.config.ts';
import { AnswerGuard } from '../llm-guard/answer.guard.ts';
import { dialectOf } from '../llm-model/operation.ts';
import { conversationOf } from './conversation.ts';
import { LlmPath, type Prepared } from './llm.path.ts';
import type { LlmCall, Outlet } from './llm-call.ts';
import { LlmRecord } from './llm-record.ts';
import { LlmRecorder } from './llm.recorder.ts';
import { StreamedAnswer } from './streamed.answer.ts';
import { readWhole, type Decide, type Reading } from './whole.answer.ts';

const CALL_ID = 'x-archestra-call-id';
const MODEL = 'x-archestra-model';
const PASSED_HEADERS = ['request-id', 'x-request-id'];

/** Which failures were decided by policy, not by accident. */
const outcomeOf = ({ fault }: AppError): CallOutcome => (fault === 'policy' ? 'denied' : 'failed');

/** Providers of OpenAI's dialect cannot count beforehand, so the gateway says what it expects itself. */
const isCountedHere = ({ operation }: LlmCall, { destinations }: Prepared): boolean =>
  operation === 'count-tokens' && destinations[0]?.provider.dialect === 'openai';

/** The guarded path of every question to a model: route, plan, inspect, ask, decide, record. Whatever fails, nothing passes and something is written. */
@Injectable()
export class LlmCallService {
  constructor(
    private readonly path: LlmPath,
    private readonly guard: AnswerGuard,
    private readonly recorder: LlmRecorder,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** Resolves when the answer is written, or the failure that ended it. Rejects with a typed error while nothing was written. */
  async run(call: LlmCall, outlet: Outlet): Promise<void> {
    const record = new LlmRecord(call, this.config.GATEWAY_RECORD_BYTES);
    try {
      await this.answer(call, record, outlet);
    } catch (error) {
      await this.fail(call, record, { error, outlet });
    }
  }

  private async answer(call: LlmCall, record: LlmRecord, outlet: Outlet): Promise<void> {
    const prepared = await this.path.prepare(call, record);
    if (isCountedHere(call, prepared)) return this.count(call, record, outlet);
    await this.recorder.plan(record, call.organizationId);
    const { question, answer, destination } = await this.path.ask(call, record, prepared);
    record.used = destination.reference;
    record.mark('answered');
    const reading: Reading = { call, record, question, answer, decide: this.deciding(call, record) };
    const headers = this.headersOf(reading);
    if (call.facts.isStreamed) await this.stream(reading, outlet, headers);
    else await this.whole(reading, outlet, headers);
  }

  /** Nobody is asked, and nothing is used. */
  private async count(call: LlmCall, record: LlmRecord, outlet: Outlet): Promise<void> {
    record.used = null;
    record.response = JSON.stringify({ input_tokens: call.facts.estimateTokens() });
    await this.recorder.complete(record, call.organizationId, 'answered');
    outlet.begin({ status: 200, headers: { [CALL_ID]: call.callId, 'content-type': 'application/json' } });
    await outlet.write(Buffer.from(record.response));
    outlet.end();
  }

  private async whole(reading: Reading, outlet: Outlet, headers: Record<string, string>): Promise<void> {
    const text = await readWhole(reading, this.config.GATEWAY_LLM_MAX_ANSWER_BYTES);
    await this.recorder.complete(reading.record, reading.call.organizationId, 'answered');
    outlet.begin({ status: 200, headers: { ...headers, 'content-type': 'application/json' } });
    await outlet.write(Buffer.from(text));
    outlet.end();
  }

  private async stream(reading: Reading, outlet: Outlet, headers: Record<string, string>): Promise<void> {
    const begin = (): void => {
      const type = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };
      if (!outlet.hasBegun) outlet.begin({ status: 200, headers: { ...headers, ...type } });
    };
    const end = await new StreamedAnswer(reading, (bytes) => {
      begin();
      return outlet.write(bytes);
    }).run();
    // On record before the client can see that it is complete.
    await this.recorder.complete(reading.record, reading.call.organizationId, 'answered');
    begin();
    await outlet.write(end);
    outlet.end();
  }

  private deciding(call: LlmCall, record: LlmRecord): Decide {
    return async (calls) => {
      // It was given no tools. What it wants came out of the content it reads, and nobody shall take that for a person's words.
      if (call.source === 'dual_llm')
        throw new AppError('PROVIDER_PROTOCOL_ERROR', 'The quarantined model called a tool although it has none.');
      const startedAt = performance.now();
      const { refusals, decided } = await this.guard.decide(conversationOf(call), calls, call);
      record.addDecided(decided, performance.now() - startedAt);
      return refusals;
    };
  }

  private headersOf({ call, answer, record }: Reading): Record<string, string> {
    const passed = PASSED_HEADERS.flatMap((name) => {
      const value = answer.headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    });
    const [asked, used] = [record.requested, record.used].map((model) =>
      model ? modelReferenceText(model) : undefined,
    );
    return {
      ...Object.fromEntries(passed),
      [CALL_ID]: call.callId,
      ...(used === undefined || used === asked ? {} : { [MODEL]: used }),
    };
  }

  private async fail(
    call: LlmCall,
    record: LlmRecord,
    { error, outlet }: { error: unknown; outlet: Outlet },
  ): Promise<void> {
    const known = AppError.from(error);
    if (known.code === 'INTERNAL') reportError(known.cause ?? error, `call to a model ${call.callId}`);
    await this.recorder.complete(record, call.organizationId, outcomeOf(known), known);
    if (!outlet.hasBegun) throw known;
    const event = dialects[dialectOf[call.operation]].errorEvent(known, call.callId);
    await outlet.write(Buffer.from(event));
    outlet.end();
  }
}
