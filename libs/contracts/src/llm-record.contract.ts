import { z } from 'zod';
import { Id, page, PageRequest, SearchText, Timestamp } from './common.ts';
import { WireError } from './error.ts';
import { CallOutcome } from './gateway.contract.ts';
import { LlmCallCompleted, LlmOperation, LlmSource } from './llm.contract.ts';
import { modelReferenceText } from './model-reference.ts';
import { rpc } from './rpc.ts';

/** One line of the record of calls to models. Models are written `provider:model`. */
export const LlmCallSummary = z.object({
  id: Id,
  at: Timestamp,
  outcome: CallOutcome,
  source: LlmSource,
  operation: LlmOperation,
  isStreamed: z.boolean(),
  /** As the client asked. */
  requestedModel: z.string(),
  /** Who answered; null when nobody was asked. */
  usedModel: z.string().nullable(),
  ruleId: Id.nullable(),
  profileId: Id.nullable(),
  profileName: z.string().nullable(),
  userName: z.string(),
  clientName: z.string(),
  inputTokens: z.number().int().nullable(),
  outputTokens: z.number().int().nullable(),
  /** Tool calls of the answer, and those of them that were denied or wait for a person. */
  toolCalls: z.number().int(),
  heldToolCalls: z.number().int(),
  attempts: z.number().int(),
  error: WireError.nullable(),
  durationUs: z.number().int(),
});
export type LlmCallSummary = z.output<typeof LlmCallSummary>;

/** The whole record of one call to a model; `call` is null when it was written by a version that knew other fields. */
export const LlmCallRecord = LlmCallSummary.extend({ call: LlmCallCompleted.nullable(), recordedAt: Timestamp });
export type LlmCallRecord = z.output<typeof LlmCallRecord>;

/** `model` matches what was asked for, and the `provider:model` that answered. */
export const LlmCallFilter = PageRequest.extend({
  outcome: CallOutcome.optional(),
  model: z.string().max(400).optional(),
  source: LlmSource.optional(),
  profileId: Id.optional(),
  search: SearchText.optional(),
  from: Timestamp.optional(),
  to: Timestamp.optional(),
});
/** `principal`: only calls of this one (`user:<id>`). */
const own = { principal: z.string().max(100).optional() };

/** How a completed call reads in one line. */
export const llmCallSummary = (call: LlmCallCompleted): LlmCallSummary => ({
  id: call.callId,
  at: call.startedAt,
  outcome: call.outcome,
  source: call.source,
  operation: call.operation,
  isStreamed: call.isStreamed,
  requestedModel: call.requestedModel,
  usedModel: call.used && modelReferenceText(call.used),
  ruleId: call.ruleId,
  profileId: call.profile?.id ?? null,
  profileName: call.profile?.name ?? null,
  userName: call.principal.name,
  clientName: call.clientName,
  inputTokens: call.usage?.inputTokens ?? null,
  outputTokens: call.usage?.outputTokens ?? null,
  toolCalls: call.toolCalls.length,
  heldToolCalls: call.toolCalls.filter(({ outcome }) => outcome !== 'allow').length,
  attempts: call.attempts.length,
  error: call.error,
  durationUs: call.timing.totalUs,
});

export const llmRecord = {
  /** Newest first. */
  listLlmCalls: rpc('audit.llm-call.list', LlmCallFilter.extend(own), page(LlmCallSummary)),
  /** Throws NOT_FOUND, also for a call of somebody else than `principal`. */
  getLlmCall: rpc('audit.llm-call.get', z.object({ id: Id, ...own }), LlmCallRecord),
} as const;
