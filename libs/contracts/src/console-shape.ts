import { z } from 'zod';
import { ToolCallSummary } from './audit.contract.ts';
import { Id, Timestamp } from './common.ts';
import { Permission } from './console-permission.ts';
import { BudgetRefusal } from './cost-shape.ts';
import { Approval, QuarantinedResult } from './guard-shape.ts';
import { LlmCallSummary } from './llm-record.contract.ts';
import { User } from './people.contract.ts';
import { RequestStatus } from './request.contract.ts';
import { ServerStatus } from './orchestrator.contract.ts';
import { Installation, InstallationStatus, registry } from './registry.contract.ts';
import { EffectiveContract } from './sanitizer.contract.ts';

/** Who is signed in and what they may do; the console hides the rest. */
export const ConsoleSession = z.object({
  user: User,
  mustChangePassword: z.boolean(),
  permissions: z.array(Permission),
});
export type ConsoleSession = z.output<typeof ConsoleSession>;

/** An installation with what the orchestrator says of it; `runtime` is null when it says nothing (built in, not started yet, or not reachable). */
export const McpServerSummary = Installation.extend({ runtime: ServerStatus.nullable() });
export type McpServerSummary = z.output<typeof McpServerSummary>;

/** Everything about one server. `unavailable` names the services that did not answer, so that an empty list is not mistaken for a fact. */
export const McpServerDetail = z.object({
  installation: registry.getInstallation.output,
  runtime: ServerStatus.nullable(),
  contracts: z.array(EffectiveContract),
  unavailable: z.array(z.enum(['orchestrator', 'sanitizer'])),
});
export type McpServerDetail = z.output<typeof McpServerDetail>;

/** A granted tool; `exposedName` is what MCP clients see, null while it is withheld (server not ready, or the definition changed after the grant). */
export const ProfileTool = z.object({
  profileId: Id,
  profileName: z.string(),
  serverId: Id,
  serverName: z.string(),
  tool: z.string(),
  exposedName: z.string().nullable(),
});
export type ProfileTool = z.output<typeof ProfileTool>;

/** Which services answer, where MCP clients connect, and what runs. */
export const PlatformStatus = z.object({
  version: z.string(),
  gatewayUrl: z.string(),
  peers: z.array(z.object({ name: z.string(), up: z.boolean(), message: z.string() })),
});
export type PlatformStatus = z.output<typeof PlatformStatus>;

/**
 * One message of `GET /api/events`: the `event:` field is its `kind`, the `id:` field the id of the fact behind it.
 * `gap`: events were missed, fetch lists again. `dropped`: this connection was too slow and ends now; reconnect and fetch again.
 */
export const LiveEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tool-call'), call: ToolCallSummary }),
  z.object({ kind: z.literal('llm-call'), call: LlmCallSummary }),
  /** A budget is used up to one of its alerts; `isOwn` when it is the reader's part of a budget per person. */
  z.object({ kind: z.literal('budget-alert'), budget: BudgetRefusal, percent: z.number().int(), isOwn: z.boolean() }),
  z.object({
    kind: z.literal('server'),
    serverId: Id,
    name: z.string(),
    change: z.enum(['created', 'changed', 'deleted', 'started', 'stopped', 'crashed', 'failed', 'tools-changed']),
    status: InstallationStatus.nullable(),
    message: z.string(),
  }),
  z.object({
    kind: z.literal('request'),
    requestId: Id,
    name: z.string(),
    status: RequestStatus,
    message: z.string(),
  }),
  /** Something about people, roles, teams, catalog, profiles or credentials changed: lists of this noun are stale. */
  z.object({ kind: z.literal('change'), noun: z.string(), id: Id }),
  /** A call waits for a person's agreement, or does not wait any more. */
  z.object({ kind: z.literal('approval'), approvalId: Id, tool: z.string(), status: Approval.shape.status }),
  /** A result was kept from the model, or a reviewer decided about it. */
  z.object({
    kind: z.literal('quarantine'),
    quarantineId: Id,
    tool: z.string(),
    status: QuarantinedResult.shape.status,
  }),
  z.object({ kind: z.literal('memory'), name: z.string(), change: z.enum(['changed', 'deleted']) }),
  z.object({ kind: z.literal('gap'), message: z.string() }),
  z.object({ kind: z.literal('dropped'), message: z.string() }),
]);
export type LiveEvent = z.output<typeof LiveEvent>;

/** Query of the server log; `follow=true` answers `text/event-stream`, one `line` event per line, until the client leaves. */
export const ServerLogQuery = z.object({
  previous: z.enum(['true', 'false']).default('false'),
  instance: z.string().max(200).optional(),
  tail: z.coerce.number().int().min(1).max(2_000).default(200),
  since: Timestamp.optional(),
  follow: z.enum(['true', 'false']).default('false'),
});
