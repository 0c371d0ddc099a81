import { AppError } from '@archestra/contracts';
import { CONFIG, reportError } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import type { GatewayConfig } from '../gateway.config.ts';
import { CallRecord } from '../record/call-record.ts';
import { Recorder } from '../record/recorder.ts';
import type { Caller, GuardedMethod, Target } from './call.ts';
import { denied, JudgeClient, type Verdict } from './judge.client.ts';
import { UpstreamService, type Answer, type ProgressListener } from '../upstream/upstream.service.ts';

/** What the client gets: the server's own answer, or a refusal by policy. */
export type Reply =
  | { kind: 'result'; text: string }
  | { kind: 'server-error'; error: Extract<Answer, { error: unknown }>['error'] }
  | { kind: 'denied'; error: AppError };

export interface Asked {
  method: GuardedMethod;
  name: string;
  arguments: unknown;
  /** Finds the server behind the name. Throws a typed error when the profile grants nothing of that name. */
  resolve: () => Target;
  onProgress?: ProgressListener;
}

/** The guarded path every call takes: resolve, decide, execute, inspect, record. Whatever fails, nothing passes and something is written. */
@Injectable()
export class CallService {
  constructor(
    private readonly judge: JudgeClient,
    private readonly upstream: UpstreamService,
    private readonly recorder: Recorder,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  async run(caller: Caller, asked: Asked): Promise<Reply> {
    const callId = uuid();
    caller.onRecorded?.(callId);
    const record = new CallRecord(callId, caller, asked, this.config.GATEWAY_RECORD_BYTES);
    const { organizationId } = caller.principal;
    let reply: Reply;
    try {
      reply = await this.guarded(caller, asked, record);
    } catch (error) {
      const known = AppError.from(error);
      if (known.code === 'INTERNAL') reportError(known.cause ?? error, `call ${record.callId}`);
      await this.recorder.complete(record, organizationId, 'failed', known);
      throw known;
    }
    await this.recorder.complete(
      record,
      organizationId,
      reply.kind === 'denied' ? 'denied' : 'answered',
      reply.kind === 'denied' ? reply.error : undefined,
    );
    return reply;
  }

  private async guarded(caller: Caller, asked: Asked, record: CallRecord): Promise<Reply> {
    const target = asked.resolve();
    record.target = target;
    record.mark('resolved');
    const decision = await this.judge.decide(record.callId, caller, target);
    record.decision = decision;
    record.mark('decided');
    if (decision.outcome !== 'allow') return { kind: 'denied', error: denied(decision) };
    this.recorder.plan(record, caller.principal.organizationId);
    const options = { callId: record.callId, caller, ...(asked.onProgress ? { onProgress: asked.onProgress } : {}) };
    const answer = await this.upstream.request(target.server.id, target.method, target.params, options);
    record.mark('executed');
    return this.inspected(caller, target, record, answer);
  }

  private async inspected(caller: Caller, target: Target, record: CallRecord, answer: Answer): Promise<Reply> {
    const value = 'result' in answer ? answer.result : answer.error;
    const isError = !('result' in answer) || answer.result['isError'] === true;
    const verdict = await this.judge.inspect(record.callId, caller, target, { value, bytes: answer.bytes, isError });
    record.mark('inspected');
    record.isError = isError;
    if (verdict.verdict === 'replace') return this.replaced(caller, target, record, verdict);
    if (verdict.verdict !== 'pass') {
      const { reason, message } = verdict;
      record.decision = { outcome: 'deny', reason, message, path: [], remedies: [] };
      return { kind: 'denied', error: new AppError('CALL_DENIED', message, { details: { reason } }) };
    }
    record.label = verdict.label;
    const text = JSON.stringify(caller.modern && 'result' in answer ? modernResult(target, answer.result) : value);
    record.resultText = text;
    return 'result' in answer ? { kind: 'result', text } : { kind: 'server-error', error: answer.error };
  }

  /** What typed answers say of a result stands where the result would have been, in the shape that method has. */
  private replaced(
    caller: Caller,
    target: Target,
    record: CallRecord,
    { label, text: summary }: Extract<Verdict, { verdict: 'replace' }>,
  ): Reply {
    const result = summaryResult(target, summary, record.isError);
    const text = JSON.stringify(caller.modern ? modernResult(target, result) : result);
    record.label = label;
    record.resultText = text;
    return { kind: 'result', text };
  }
}

const summaryResult = ({ method, name }: Target, text: string, isError: boolean): Record<string, unknown> => {
  if (method === 'resources/read') return { contents: [{ uri: name, mimeType: 'text/plain', text }] };
  if (method === 'prompts/get') return { messages: [{ role: 'user', content: { type: 'text', text } }] };
  // A suggestion for an argument has no place for a sentence.
  if (method === 'completion/complete') return { completion: { values: [] } };
  return { content: [{ type: 'text', text }], ...(isError ? { isError } : {}) };
};

/** What a person may read nobody else may reuse, whatever the server says of caching. */
const modernResult = ({ method }: Target, result: Record<string, unknown>): Record<string, unknown> => ({
  resultType: 'complete',
  ...result,
  ...(method === 'resources/read' ? { ttlMs: 0, cacheScope: 'private' } : {}),
});
