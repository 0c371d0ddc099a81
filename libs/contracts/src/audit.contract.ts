import { z } from 'zod';
import { chainRecord } from './chain.contract.ts';
import { Id, page, PageRequest, Timestamp } from './common.ts';
import { egressRecord } from './egress.contract.ts';
import { CallOutcome, CallTiming, RecordedJson, ToolCallCompleted } from './gateway.contract.ts';
import { WireError } from './error.ts';
import { llmRecord } from './llm-record.contract.ts';
import { rpc } from './rpc.ts';

/** One line of the call log. */
export const ToolCallSummary = z.object({
  id: Id,
  at: Timestamp,
  outcome: CallOutcome,
  method: z.string().nullable(),
  name: z.string().nullable(),
  serverName: z.string().nullable(),
  profileId: z.string().nullable(),
  profileName: z.string().nullable(),
  userName: z.string().nullable(),
  clientName: z.string().nullable(),
  error: WireError.nullable(),
  decision: z.enum(['allow', 'deny', 'approve', 'none']),
  isError: z.boolean(),
  durationUs: z.number().int(),
  repeated: z.number().int(),
});
export type ToolCallSummary = z.output<typeof ToolCallSummary>;

/** The whole record of one call; `call` is null for requests that were refused before they became one. */
export const ToolCallRecord = ToolCallSummary.extend({
  call: ToolCallCompleted.nullable(),
  recordedAt: Timestamp,
  timing: CallTiming.nullable(),
  arguments: RecordedJson.nullable(),
  result: RecordedJson.nullable(),
});
export type ToolCallRecord = z.output<typeof ToolCallRecord>;

/** An administrative fact, as it was published. */
export const AuditEntry = z.object({
  id: z.string(),
  at: Timestamp,
  type: z.string(),
  principal: z.string().nullable(),
  data: z.unknown(),
});
export type AuditEntry = z.output<typeof AuditEntry>;

export const ToolCallFilter = PageRequest.extend({
  outcome: CallOutcome.optional(),
  serverName: z.string().max(80).optional(),
  profileId: Id.optional(),
  search: z.string().max(200).optional(),
  from: Timestamp.optional(),
  to: Timestamp.optional(),
});
/** Facts of no organization, such as a request with an unknown token: for whoever operates the platform. */
const system = { includeSystem: z.boolean().default(false) };
/** `principal`: only calls of this one (`user:<id>`). */
const own = { principal: z.string().max(100).optional(), ...system };

export const audit = {
  ...chainRecord,
  ...egressRecord,
  ...llmRecord,
  listToolCalls: rpc('audit.tool-call.list', ToolCallFilter.extend(own), page(ToolCallSummary)),
  getToolCall: rpc('audit.tool-call.get', z.object({ id: Id, ...own }), ToolCallRecord),
  listEntries: rpc('audit.entry.list', PageRequest.extend(system), page(AuditEntry)),
} as const;
