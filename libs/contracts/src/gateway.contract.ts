import { z } from 'zod';
import { Id, Timestamp } from './common.ts';
import { WireError } from './error.ts';
import { event } from './event.ts';
import { PrincipalKind } from './identity.contract.ts';
import { Label, PathStep, Reason } from './sanitizer.contract.ts';
import { snapshot } from './snapshot.ts';

/** Whole microseconds spent in each step of one call; absent steps did not happen. */
export const CallTiming = z.object({
  authenticateUs: z.number().int().nonnegative().optional(),
  resolveUs: z.number().int().nonnegative().optional(),
  decideUs: z.number().int().nonnegative().optional(),
  executeUs: z.number().int().nonnegative().optional(),
  inspectUs: z.number().int().nonnegative().optional(),
  totalUs: z.number().int().nonnegative(),
});
export type CallTiming = z.output<typeof CallTiming>;

export const CallOutcome = z.enum(['answered', 'denied', 'failed', 'interrupted', 'refused']);
export type CallOutcome = z.output<typeof CallOutcome>;

export const CallClient = z.object({
  name: z.string().max(200),
  version: z.string().max(100),
  protocolVersion: z.string().max(40),
});
export type CallClient = z.output<typeof CallClient>;

/** Who called: a person, a team or a service, and with which token. */
export const Caller = z.object({
  kind: PrincipalKind,
  id: Id,
  name: z.string(),
  tokenId: Id.optional(),
  tokenName: z.string().optional(),
});
export type Caller = z.output<typeof Caller>;

/** A JSON text cut to a limit: `bytes` is the full size, `text` what was kept. */
export const RecordedJson = z.object({
  text: z.string(),
  bytes: z.number().int().nonnegative(),
  truncated: z.boolean(),
});
export type RecordedJson = z.output<typeof RecordedJson>;

/** One call through the front door, whatever became of it. The event id equals `callId`. */
export const ToolCallCompleted = z.object({
  callId: Id,
  sessionId: z.string(),
  profile: z.object({ id: Id, name: z.string() }),
  principal: Caller,
  client: CallClient,
  method: z.enum(['tools/call', 'resources/read', 'prompts/get', 'completion/complete']),
  server: z.object({ id: Id, name: z.string() }).nullable(),
  /** Tool name, resource URI or prompt name as the client asked for it, and as the server knows it. */
  name: z.string(),
  upstreamName: z.string().nullable(),
  arguments: RecordedJson,
  result: RecordedJson.nullable(),
  /** The server's own `isError` flag. */
  isError: z.boolean(),
  outcome: CallOutcome,
  error: WireError.nullable(),
  decision: z.object({
    outcome: z.enum(['allow', 'deny', 'approve', 'none']),
    reason: Reason.nullable(),
    path: z.array(PathStep),
  }),
  label: Label.nullable(),
  startedAt: Timestamp,
  timing: CallTiming,
});
export type ToolCallCompleted = z.output<typeof ToolCallCompleted>;

/** A request that never became a call: wrong token, unknown profile, unreadable body. `repeated` counts what was folded into one record under a flood. */
export const RequestRefused = z.object({
  requestId: Id,
  profileId: z.string().max(100).nullable(),
  principal: Caller.nullable(),
  method: z.string().max(100).nullable(),
  error: WireError,
  remoteAddress: z.string().max(100),
  startedAt: Timestamp,
  repeated: z.number().int().positive(),
});
export type RequestRefused = z.output<typeof RequestRefused>;

export const gatewayEvents = {
  toolCallCompleted: event('gateway.tool-call.completed', ToolCallCompleted),
  requestRefused: event('gateway.request.refused', RequestRefused),
} as const;

/** An MCP session of the protocol revisions that have them: data any gateway replica can pick up. Keyed by session id. */
export const McpSession = z.object({
  organizationId: Id,
  profileId: Id,
  /** `user:<id>`, `team:<id>` or `service:<id>`. */
  principal: z.string(),
  tokenId: Id.optional(),
  client: CallClient,
  createdAt: Timestamp,
});
export type McpSession = z.output<typeof McpSession>;
export const mcpSessions = snapshot('mcp-sessions', McpSession, 24 * 3_600_000);
