import {
  AppError,
  type CallOutcome,
  type DecidedToolCall,
  type Label,
  type LlmAttempt,
  type LlmCallCompleted,
  type LlmTiming,
  type ModelReference,
  type RecordedJson,
  type RequestFacts,
  type TokenUsage,
  type WireError,
} from '@archestra/contracts';
import { cut } from '../record/call-record.ts';
import type { LlmCall } from './llm-call.ts';
import { shownRequest } from './shown.request.ts';

type Step = 'planned' | 'inspected' | 'sent' | 'answered';

/** Where a provider did not count: rather too much than too little. */
const BYTES_PER_TOKEN = 3;
export const tokensIn = (bytes: number): number => Math.ceil(bytes / BYTES_PER_TOKEN);
/** As fast as large models write. What they think is paid for and often not shown. */
const HIDDEN_TOKENS_PER_MS = 0.1;
const UNQUOTED = 'The provider does not accept this request. What it said may quote quarantined content.';
const MAX_DECIDED = 256;
const NOTHING_USED: TokenUsage = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
};

/** Collects the facts of one call to a model while it runs; `completed()` turns them into the event. */
export class LlmRecord {
  readonly startedAt = new Date();
  readonly attempts: LlmAttempt[] = [];
  private readonly decided: DecidedToolCall[] = [];
  private readonly marks: Partial<Record<Step, number>> = {};
  private decidingMs = 0;
  requested: ModelReference | null = null;
  used: ModelReference | null = null;
  ruleId: string | null = null;
  facts: RequestFacts | undefined;
  label: Label | null = null;
  /** What stands in place of results; undefined until they were inspected. */
  replacements: ReadonlyMap<number, string> | undefined;
  usage: TokenUsage | undefined;
  /** Counted by the provider before its answer was cut. */
  partialUsage: TokenUsage | undefined;
  /** What was answered, for the record; and how much of it the model wrote, where nobody counted. */
  response: string | undefined;
  writtenTokens = 0;
  /** How long the provider was at work before anything could be read. */
  unheardMs = 0;

  constructor(
    private readonly call: LlmCall,
    private readonly keepBytes: number,
  ) {}

  mark(step: Step): void {
    this.marks[step] = performance.now();
  }

  /** The first words of an answer were read. */
  hear(): void {
    this.unheardMs = performance.now() - (this.marks.sent ?? performance.now());
  }

  /** Nobody answered. A provider that took the request and was given up on, for this reason or its own silence, may charge for it; any other used nothing. */
  loseAnswer(reason: unknown): void {
    const last = this.attempts.at(-1);
    const givenUp = ['PROVIDER_TIMEOUT', ...(reason instanceof AppError ? [reason.code] : [])];
    const isUnheard = last?.status === null && last.error !== null && givenUp.includes(last.error);
    this.used = isUnheard ? last.target : null;
    this.unheardMs = isUnheard ? last.durationUs / 1_000 : 0;
  }

  addDecided(decided: readonly DecidedToolCall[], tookMs: number): void {
    this.decided.push(...decided.slice(0, MAX_DECIDED - this.decided.length));
    this.decidingMs += tookMs;
  }

  /** The event data for an outcome; `error` says why it was not answered. */
  completed(outcome: CallOutcome, error?: AppError): LlmCallCompleted {
    const { call } = this;
    const usage = this.usage ?? this.estimated();
    return {
      callId: call.callId,
      sessionId: call.sessionId,
      source: call.source,
      profile: call.charged,
      principal: call.caller,
      teamIds: [...call.teamIds],
      clientName: call.clientName,
      operation: call.operation,
      isStreamed: call.facts.isStreamed,
      requestedModel: call.facts.model.slice(0, 400),
      requested: this.requested,
      used: this.used,
      ruleId: this.ruleId,
      attempts: this.attempts,
      ...(this.facts ? { facts: this.facts } : {}),
      usage,
      isUsageEstimated: this.usage === undefined && usage !== null,
      toolCalls: this.decided.map((made) =>
        this.isQuarantined ? { ...made, arguments: unkept(made.arguments) } : made,
      ),
      withheldResults: this.replacements?.size ?? 0,
      request: this.kept(shownRequest(call, this.replacements)),
      response: this.response === undefined ? null : this.kept(this.response),
      outcome,
      error: error ? this.told(error) : null,
      label: this.label,
      startedAt: this.startedAt.toISOString(),
      timing: this.timing(),
    };
  }

  /** What the quarantined model is asked about is sealed where it is kept; the record must not tell it to everybody who may read records. */
  private get isQuarantined(): boolean {
    return this.call.source === 'dual_llm';
  }

  private kept(text: string): RecordedJson {
    const recorded = cut(text, this.keepBytes);
    return this.isQuarantined ? unkept(recorded) : recorded;
  }

  /** A provider that refuses a request may quote it. */
  private told(error: AppError): WireError {
    const isQuoted = this.isQuarantined && error.code === 'PROVIDER_REFUSED';
    return isQuoted ? new AppError(error.code, UNQUOTED).toWire() : error.toWire();
  }

  /** What the provider did not count; nothing where nobody was asked, or nobody began to answer. */
  private estimated(): TokenUsage | null {
    if (!this.used) return null;
    const counted = this.partialUsage ?? { ...NOTHING_USED, inputTokens: this.call.facts.estimateTokens() };
    const written = Math.ceil(this.writtenTokens + this.unheardMs * HIDDEN_TOKENS_PER_MS);
    const most = this.facts?.maxOutputTokens ?? Infinity;
    return { ...counted, outputTokens: Math.max(counted.outputTokens, Math.min(written, most)) };
  }

  private timing(): LlmTiming {
    const { startedAt, authenticatedAt } = this.call;
    const { planned, inspected, sent, answered } = this.marks;
    const timing: LlmTiming = {
      authenticateUs: us(authenticatedAt - startedAt),
      totalUs: us(performance.now() - startedAt),
    };
    if (planned) timing.planUs = us(planned - authenticatedAt);
    if (inspected) timing.inspectUs = us(inspected - (planned ?? authenticatedAt));
    if (sent && answered) timing.firstByteUs = us(answered - sent);
    if (this.decidingMs > 0) timing.decideUs = us(this.decidingMs);
    return timing;
  }
}

const unkept = ({ bytes }: RecordedJson): RecordedJson => ({ text: '', bytes, truncated: true });

const us = (milliseconds: number): number => Math.max(0, Math.round(milliseconds * 1_000));
