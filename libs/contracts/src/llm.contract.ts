import { z } from 'zod';
import { Id, Timestamp } from './common.ts';
import { RequestFacts } from './content-class.ts';
import { WireError } from './error.ts';
import { event } from './event.ts';
import { Caller, CallOutcome, RecordedJson } from './gateway.contract.ts';
import { ModelName, ModelReference } from './model-reference.ts';
import { rpc } from './rpc.ts';
import { Label, PathStep, Reason } from './sanitizer.contract.ts';

/** Tokens of one call as the provider counts them; `cachedInputTokens` and `cacheWriteTokens` are part of `inputTokens`, `reasoningTokens` of `outputTokens`. */
export const TokenUsage = z.object({
  inputTokens: z.number().int().nonnegative(),
  cachedInputTokens: z.number().int().nonnegative().default(0),
  cacheWriteTokens: z.number().int().nonnegative().default(0),
  outputTokens: z.number().int().nonnegative(),
  reasoningTokens: z.number().int().nonnegative().default(0),
});
export type TokenUsage = z.output<typeof TokenUsage>;

/** Where a call to a model came from. */
export const LlmSource = z.enum(['client', 'chat', 'dual_llm']);
export type LlmSource = z.output<typeof LlmSource>;

export const LlmOperation = z.enum(['chat-completions', 'responses', 'embeddings', 'messages', 'count-tokens']);
export type LlmOperation = z.output<typeof LlmOperation>;

/** Whole microseconds; absent steps did not happen. */
export const LlmTiming = z.object({
  authenticateUs: z.number().int().nonnegative().optional(),
  planUs: z.number().int().nonnegative().optional(),
  inspectUs: z.number().int().nonnegative().optional(),
  /** From sending to the provider until its first byte. */
  firstByteUs: z.number().int().nonnegative().optional(),
  decideUs: z.number().int().nonnegative().optional(),
  totalUs: z.number().int().nonnegative(),
});
export type LlmTiming = z.output<typeof LlmTiming>;

/** One try at one provider; `error` is the code of its failure. */
export const LlmAttempt = z.object({
  target: ModelReference,
  status: z.number().int().nullable(),
  error: z.string().max(100).nullable(),
  durationUs: z.number().int().nonnegative(),
});
export type LlmAttempt = z.output<typeof LlmAttempt>;

/** A tool call of an answer, decided before anybody saw it. */
export const DecidedToolCall = z.object({
  toolCallId: z.string().max(200),
  name: z.string().max(256),
  arguments: RecordedJson,
  outcome: z.enum(['allow', 'deny', 'approve']),
  reason: Reason.nullable(),
  path: z.array(PathStep),
  approvalId: Id.nullable().default(null),
});
export type DecidedToolCall = z.output<typeof DecidedToolCall>;

/** One call to a model through the front door, whatever became of it. The event id equals `callId`. */
export const LlmCallCompleted = z.object({
  callId: Id,
  sessionId: z.string(),
  source: LlmSource,
  profile: z.object({ id: Id, name: z.string() }).nullable(),
  principal: Caller,
  /** Teams whose budgets and statistics this call counts for. */
  teamIds: z.array(Id),
  clientName: z.string().max(200),
  operation: LlmOperation,
  isStreamed: z.boolean(),
  /** As the client asked. */
  requestedModel: z.string().max(400),
  requested: ModelReference.nullable(),
  /** Who answered, after rules and fallbacks; null when nobody was asked. */
  used: ModelReference.nullable(),
  /** The optimization rule that chose another model. */
  ruleId: Id.nullable(),
  attempts: z.array(LlmAttempt),
  /** What the call was planned with; absent when it never came to a plan. */
  facts: RequestFacts.optional(),
  usage: TokenUsage.nullable(),
  /** Counted by us because the provider said nothing or the answer was cut. */
  isUsageEstimated: z.boolean(),
  toolCalls: z.array(DecidedToolCall),
  /** Tool results in the request that were not shown to the provider as they came. */
  withheldResults: z.number().int().nonnegative(),
  request: RecordedJson,
  response: RecordedJson.nullable(),
  outcome: CallOutcome,
  error: WireError.nullable(),
  label: Label.nullable(),
  startedAt: Timestamp,
  timing: LlmTiming,
});
export type LlmCallCompleted = z.output<typeof LlmCallCompleted>;

export const llmEvents = { llmCallCompleted: event('gateway.llm-call.completed', LlmCallCompleted) } as const;

/** The gateway asked from inside: a whole answer without tools, planned, metered and recorded like any other call. */
export const llm = {
  askModel: rpc(
    'gateway.model.ask',
    z.object({
      source: LlmSource,
      model: ModelReference,
      /** Whose budgets it counts for. */
      caller: Caller,
      teamIds: z.array(Id),
      profileId: Id.nullable(),
      sessionId: z.string().max(200),
      system: z.string().max(100_000),
      prompt: z.string().max(1_000_000),
      /** A JSON Schema the answer must satisfy, where the provider can be told so. */
      schema: z.record(z.string(), z.unknown()).optional(),
      maxOutputTokens: z.number().int().positive().max(8_192),
    }),
    z.object({ callId: Id, text: z.string(), model: ModelName, usage: TokenUsage.nullable() }),
    30_000,
  ),
} as const;
