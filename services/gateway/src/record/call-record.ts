import {
  AppError,
  type CallOutcome,
  type CallTiming,
  type Decision,
  type Label,
  type RecordedJson,
  type ToolCallCompleted,
} from '@archestra/contracts';
import type { Caller, GuardedMethod, Target } from '../call/call.ts';
import { callerFacts } from './caller-facts.ts';

/** Collects the facts of one call while it runs; `completed()` turns them into the event. */
export class CallRecord {
  readonly startedAt = new Date();
  private readonly marks: Partial<Record<'resolved' | 'decided' | 'executed' | 'inspected', number>> = {};
  decision: Decision | undefined;
  label: Label | null = null;
  target: Target | undefined;
  resultText: string | undefined;
  isError = false;

  constructor(
    readonly callId: string,
    private readonly caller: Caller,
    private readonly asked: { method: GuardedMethod; name: string; arguments: unknown },
    private readonly keepBytes: number,
  ) {}

  mark(step: 'resolved' | 'decided' | 'executed' | 'inspected'): void {
    this.marks[step] = performance.now();
  }

  /** The event data for an outcome; `error` says why it was not answered. */
  completed(outcome: CallOutcome, error?: AppError): ToolCallCompleted {
    const { principal, profile, client, flowSession } = this.caller;
    return {
      callId: this.callId,
      sessionId: flowSession,
      profile: { id: profile.snapshot.id, name: profile.snapshot.name },
      principal: callerFacts(principal),
      client,
      method: this.asked.method,
      server: this.target ? { id: this.target.server.id, name: this.target.server.name } : null,
      name: this.asked.name.slice(0, 1_024),
      upstreamName: this.target?.upstreamName.slice(0, 1_024) ?? null,
      arguments: cut(JSON.stringify(this.asked.arguments ?? {}), this.keepBytes),
      result: this.resultText === undefined ? null : cut(this.resultText, this.keepBytes),
      isError: this.isError,
      outcome,
      error: error ? error.toWire() : null,
      decision: decisionFacts(this.decision),
      label: this.label,
      startedAt: this.startedAt.toISOString(),
      timing: this.timing(),
    };
  }

  private timing(): CallTiming {
    const { startedAt, authenticatedAt } = this.caller;
    const { resolved, decided, executed, inspected } = this.marks;
    const timing: CallTiming = {
      authenticateUs: us(startedAt, authenticatedAt),
      totalUs: us(startedAt, performance.now()),
    };
    if (resolved) timing.resolveUs = us(authenticatedAt, resolved);
    if (resolved && decided) timing.decideUs = us(resolved, decided);
    if (decided && executed) timing.executeUs = us(decided, executed);
    if (executed && inspected) timing.inspectUs = us(executed, inspected);
    return timing;
  }
}

const us = (fromMs: number, toMs: number): number => Math.max(0, Math.round((toMs - fromMs) * 1_000));

const decisionFacts = (decision: Decision | undefined): ToolCallCompleted['decision'] => {
  if (!decision) return { outcome: 'none', reason: null, path: [] };
  if (decision.outcome === 'allow') return { outcome: 'allow', reason: null, path: [] };
  return { outcome: decision.outcome, reason: decision.reason, path: decision.path };
};

/** Keeps at most `keepBytes` of a JSON text; cuts between characters. */
export const cut = (text: string, keepBytes: number): RecordedJson => {
  if (text.length * 3 <= keepBytes) return { text, bytes: Buffer.byteLength(text), truncated: false };
  const bytes = Buffer.byteLength(text);
  if (bytes <= keepBytes) return { text, bytes, truncated: false };
  const head = Buffer.from(text.slice(0, keepBytes)).subarray(0, keepBytes).toString('utf8');
  return { text: head.replace(/\uFFFD+$/, ''), bytes, truncated: true };
};
