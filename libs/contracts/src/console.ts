import { z } from 'zod';
import { audit, ToolCallSummary } from './audit.contract.ts';
import { Empty, Id, PageRequest, Slug, Timestamp, page } from './common.ts';
import { cost } from './cost.contract.ts';
import { Permission, type RouteAccess } from './console-permission.ts';
import { identity, Password, User } from './identity.contract.ts';
import { knowledge, Memory } from './knowledge.contract.ts';
import { LogLine, ServerStatus } from './orchestrator.contract.ts';
import { Installation, InstallationStatus, PackageSource, registry, RemoteSource } from './registry.contract.ts';
import { EffectiveContract, sanitizer, ToolContract } from './sanitizer.contract.ts';

/** One REST route of the console. Everything that is not declared here does not exist: the bff binds handlers to these objects and the web calls them. */
export interface ConsoleRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `:name` for each member of `params`; encode values with `encodeURIComponent`. */
  readonly path: `/api/${string}`;
  readonly summary: string;
  readonly permission: RouteAccess;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly response: z.ZodType;
  /** Status of success; 200 when absent. */
  readonly status?: number;
  /** The shape of each server-sent event when the route streams. `always` streams in any case, `on-follow` only with `?follow=true`. */
  readonly stream?: { readonly when: 'always' | 'on-follow'; readonly event: z.ZodType };
}

type Part<R extends ConsoleRoute, K extends 'params' | 'query' | 'body', Side extends 'input' | 'output'> = R extends Record<K, infer S extends z.ZodType>
  ? Side extends 'input' ? z.input<S> : z.output<S>
  : undefined;

/** What a handler receives after validation. */
export interface RouteRequest<R extends ConsoleRoute> {
  params: Part<R, 'params', 'output'>;
  query: Part<R, 'query', 'output'>;
  body: Part<R, 'body', 'output'>;
}
/** What a client sends: defaults are still optional. */
export interface RouteInput<R extends ConsoleRoute> {
  params: Part<R, 'params', 'input'>;
  query: Part<R, 'query', 'input'>;
  body: Part<R, 'body', 'input'>;
}
/** The parsed JSON answer of a route. */
export type RouteReply<R extends ConsoleRoute> = z.output<R['response']>;

/** Who is signed in and what they may do; the console hides the rest. */
export const ConsoleSession = z.object({ user: User, mustChangePassword: z.boolean(), permissions: z.array(Permission) });
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
  z.object({
    kind: z.literal('server'),
    serverId: Id,
    name: z.string(),
    change: z.enum(['created', 'changed', 'deleted', 'started', 'stopped', 'crashed', 'failed', 'tools-changed']),
    status: InstallationStatus.nullable(),
    message: z.string(),
  }),
  z.object({ kind: z.literal('memory'), name: z.string(), change: z.enum(['changed', 'deleted']) }),
  z.object({ kind: z.literal('gap'), message: z.string() }),
  z.object({ kind: z.literal('dropped'), message: z.string() }),
]);
export type LiveEvent = z.output<typeof LiveEvent>;

const byId = z.object({ id: Id });
const byName = z.object({ name: Memory.shape.name });
const byTool = z.object({ id: Id, tool: z.string().min(1).max(256) });
const byProfileServer = z.object({ id: Id, serverId: Id });
const ProfileText = registry.createProfile.input;

/** Query of the server log; `follow=true` answers `text/event-stream`, one `line` event per line, until the client leaves. */
export const ServerLogQuery = z.object({
  tail: z.coerce.number().int().min(1).max(2_000).default(200),
  since: Timestamp.optional(),
  follow: z.enum(['true', 'false']).default('false'),
});

export const consoleRoutes = {
  signIn: {
    method: 'POST', path: '/api/session', summary: 'Sign in with e-mail and password; sets the session cookie', permission: 'public',
    body: identity.createSession.input, response: ConsoleSession,
  },
  getSession: { method: 'GET', path: '/api/session', summary: 'Who is signed in', permission: 'signed-in', response: ConsoleSession },
  signOut: { method: 'DELETE', path: '/api/session', summary: 'Sign out and clear the session cookie', permission: 'public', response: Empty },
  changePassword: {
    method: 'POST', path: '/api/session/password', summary: 'Change the own password', permission: 'signed-in',
    body: z.object({ currentPassword: z.string().max(256), newPassword: Password }), response: Empty,
  },

  listServers: { method: 'GET', path: '/api/mcp-servers', summary: 'Installed MCP servers', permission: 'mcp-server:read', query: PageRequest, response: page(McpServerSummary) },
  createServer: {
    method: 'POST', path: '/api/mcp-servers', summary: 'Add a server to the catalog and install it', permission: 'mcp-server:write', status: 201,
    body: z.object({
      name: Slug,
      title: z.string().min(1).max(120),
      description: z.string().max(2_000).default(''),
      source: z.discriminatedUnion('kind', [PackageSource, RemoteSource]),
    }),
    response: Installation,
  },
  getServer: { method: 'GET', path: '/api/mcp-servers/:id', summary: 'One server with its tools, runtime state and tool contracts', permission: 'mcp-server:read', params: byId, response: McpServerDetail },
  deleteServer: { method: 'DELETE', path: '/api/mcp-servers/:id', summary: 'Uninstall a server and remove it from the catalog and every profile', permission: 'mcp-server:write', params: byId, response: Empty },
  refreshServer: { method: 'POST', path: '/api/mcp-servers/:id/refresh', summary: 'Ask the server for its tools again', permission: 'mcp-server:write', params: byId, response: Empty },
  setContract: { method: 'PUT', path: '/api/mcp-servers/:id/contracts/:tool', summary: 'Say what a tool does and how its results are labelled', permission: 'tool-contract:write', params: byTool, body: ToolContract, response: Empty },
  deleteContract: { method: 'DELETE', path: '/api/mcp-servers/:id/contracts/:tool', summary: 'Return a tool to its reviewed pack or to the most restrictive contract', permission: 'tool-contract:write', params: byTool, response: Empty },
  restartServer: { method: 'POST', path: '/api/mcp_server/:id/restart', summary: 'Restart the process of a server', permission: 'mcp-server:write', params: byId, response: Empty },
  readServerLog: {
    method: 'GET', path: '/api/mcp_server/:id/logs', summary: 'What the server printed; live with follow=true', permission: 'mcp-server-log:read',
    params: byId, query: ServerLogQuery, response: z.object({ lines: z.array(LogLine) }), stream: { when: 'on-follow', event: LogLine },
  },

  listProfiles: { method: 'GET', path: '/api/profiles', summary: 'Profiles', permission: 'profile:read', query: PageRequest, response: registry.listProfiles.output },
  createProfile: { method: 'POST', path: '/api/profiles', summary: 'Create a profile', permission: 'profile:write', status: 201, body: ProfileText, response: registry.createProfile.output },
  getProfile: { method: 'GET', path: '/api/profiles/:id', summary: 'One profile', permission: 'profile:read', params: byId, response: registry.getProfile.output },
  updateProfile: { method: 'PUT', path: '/api/profiles/:id', summary: 'Rename or describe a profile', permission: 'profile:write', params: byId, body: registry.updateProfile.input.omit({ id: true }), response: registry.updateProfile.output },
  deleteProfile: { method: 'DELETE', path: '/api/profiles/:id', summary: 'Delete a profile', permission: 'profile:write', params: byId, response: Empty },
  setProfileServer: { method: 'PUT', path: '/api/profiles/:id/servers/:serverId', summary: 'Replace the tools a profile grants of one server', permission: 'profile:write', params: byProfileServer, body: registry.setAssignment.input.pick({ tools: true }), response: registry.setAssignment.output },
  removeProfileServer: { method: 'DELETE', path: '/api/profiles/:id/servers/:serverId', summary: 'Remove a server from a profile', permission: 'profile:write', params: byProfileServer, response: registry.setAssignment.output },
  listProfileTools: { method: 'GET', path: '/api/profile-tools', summary: 'Granted tools, one row each', permission: 'profile:read', query: z.object({ profileId: Id.optional() }), response: z.object({ items: z.array(ProfileTool) }) },

  listToolCalls: { method: 'GET', path: '/api/mcp-tool-calls', summary: 'The call log, newest first', permission: 'mcp-tool-call:read', query: audit.listToolCalls.input, response: audit.listToolCalls.output },
  getToolCall: { method: 'GET', path: '/api/mcp-tool-calls/:id', summary: 'The whole record of one call', permission: 'mcp-tool-call:read', params: byId, response: audit.getToolCall.output },
  listAuditEntries: { method: 'GET', path: '/api/audit-entries', summary: 'Administrative facts, newest first', permission: 'audit-entry:read', query: PageRequest, response: audit.listEntries.output },

  listTokens: { method: 'GET', path: '/api/tokens', summary: 'The own API tokens', permission: 'token:read', response: identity.listTokens.output },
  createToken: { method: 'POST', path: '/api/tokens', summary: 'Create an API token; its secret is in this answer and nowhere else', permission: 'token:write', status: 201, body: identity.createToken.input.omit({ userId: true }), response: identity.createToken.output },
  revokeToken: { method: 'DELETE', path: '/api/tokens/:id', summary: 'Revoke an own API token', permission: 'token:write', params: byId, response: Empty },

  listMemories: { method: 'GET', path: '/api/memories', summary: 'The own memories', permission: 'memory:read', response: knowledge.listMemories.output },
  setMemory: { method: 'PUT', path: '/api/memories/:name', summary: 'Set an own memory', permission: 'memory:write', params: byName, body: Memory.pick({ value: true }), response: knowledge.setMemory.output },
  deleteMemory: { method: 'DELETE', path: '/api/memories/:name', summary: 'Delete an own memory', permission: 'memory:write', params: byName, response: knowledge.deleteMemory.output },

  listBlockRules: { method: 'GET', path: '/api/block-rules', summary: 'Refused servers and tools', permission: 'block-rule:read', response: sanitizer.listBlockRules.output },
  createBlockRule: { method: 'POST', path: '/api/block-rules', summary: 'Refuse a server or one of its tools', permission: 'block-rule:write', status: 201, body: sanitizer.createBlockRule.input, response: sanitizer.createBlockRule.output },
  deleteBlockRule: { method: 'DELETE', path: '/api/block-rules/:id', summary: 'Lift a block rule', permission: 'block-rule:write', params: byId, response: Empty },

  listUsage: {
    method: 'GET', path: '/api/usage', summary: 'Metered calls by hour', permission: 'usage:read',
    query: cost.listUsage.input.extend({ limit: z.coerce.number().int().min(1).max(5_000).default(1_000) }), response: cost.listUsage.output,
  },
  listUsers: { method: 'GET', path: '/api/users', summary: 'People of the organization', permission: 'user:read', query: PageRequest, response: identity.listUsers.output },

  getStatus: { method: 'GET', path: '/api/status', summary: 'Which services answer, and where clients connect', permission: 'signed-in', response: PlatformStatus },
  watchEvents: { method: 'GET', path: '/api/events', summary: 'Live tool calls, server states and memory changes', permission: 'signed-in', response: z.never(), stream: { when: 'always', event: LiveEvent } },
  getOpenApi: { method: 'GET', path: '/api/openapi.json', summary: 'This API as an OpenAPI 3.1 document', permission: 'public', response: z.record(z.string(), z.unknown()) },
} as const satisfies Record<string, ConsoleRoute>;
