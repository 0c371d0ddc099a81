import { z } from 'zod';
import { audit, ToolCallFilter } from './audit.contract.ts';
import { Empty, Id, PageRequest } from './common.ts';
import { catalogRoutes } from './console-catalog.ts';
import { chatRoutes } from './console-chat.ts';
import { credentialRoutes } from './console-credential.ts';
import { guardRoutes } from './console-guard.ts';
import { llmRoutes } from './console-llm.ts';
import { peopleRoutes } from './console-people.ts';
import { profileRoutes } from './console-profile.ts';
import type { ConsoleRoute } from './console-route.ts';
import { serverRoutes } from './console-server.ts';
import { ConsoleSession, LiveEvent, PlatformStatus } from './console-shape.ts';
import { cost } from './cost.contract.ts';
import { identity, Password } from './identity.contract.ts';
import { knowledge, Memory } from './knowledge.contract.ts';
import { sanitizer } from './sanitizer.contract.ts';

const byId = z.object({ id: Id });
const byName = z.object({ name: Memory.shape.name });

/** Every route under `/api`. */
export const consoleRoutes = {
  signIn: {
    method: 'POST',
    path: '/api/session',
    summary: 'Sign in with e-mail and password; sets the session cookie',
    permission: 'public',
    body: identity.createSession.input,
    response: ConsoleSession,
  },
  getSession: {
    method: 'GET',
    path: '/api/session',
    summary: 'Who is signed in',
    permission: 'signed-in',
    response: ConsoleSession,
  },
  signOut: {
    method: 'DELETE',
    path: '/api/session',
    summary: 'Sign out and clear the session cookie',
    permission: 'public',
    response: Empty,
  },
  changePassword: {
    method: 'POST',
    path: '/api/session/password',
    summary: 'Change the own password',
    permission: 'signed-in',
    body: z.object({ currentPassword: z.string().max(256), newPassword: Password }),
    response: Empty,
  },

  ...peopleRoutes,
  ...catalogRoutes,
  ...serverRoutes,
  ...credentialRoutes,
  ...profileRoutes,
  ...chatRoutes,
  ...guardRoutes,
  ...llmRoutes,

  listToolCalls: {
    method: 'GET',
    path: '/api/mcp-tool-calls',
    summary: 'The call log, newest first',
    permission: 'mcp-tool-call:read',
    query: ToolCallFilter,
    response: audit.listToolCalls.output,
  },
  getToolCall: {
    method: 'GET',
    path: '/api/mcp-tool-calls/:id',
    summary: 'The whole record of one call',
    permission: 'mcp-tool-call:read',
    params: byId,
    response: audit.getToolCall.output,
  },
  exportChain: {
    method: 'GET',
    path: '/api/audit-chain',
    summary: 'A stretch of the chained record with everything in it, to be proved elsewhere',
    permission: 'organization:audit',
    query: audit.exportChain.input,
    response: audit.exportChain.output,
  },
  listUnlinkedRecords: {
    method: 'GET',
    path: '/api/audit-chain/unlinked',
    summary: 'Records that are in no chain: nobody recorded them',
    permission: 'organization:audit',
    response: audit.listUnlinked.output,
  },
  listAuditEntries: {
    method: 'GET',
    path: '/api/audit-entries',
    summary: 'Administrative facts, newest first',
    permission: 'audit-entry:read',
    query: PageRequest,
    response: audit.listEntries.output,
  },

  listMemories: {
    method: 'GET',
    path: '/api/memories',
    summary: 'The own memories',
    permission: 'memory:read',
    response: knowledge.listMemories.output,
  },
  setMemory: {
    method: 'PUT',
    path: '/api/memories/:name',
    summary: 'Set an own memory',
    permission: 'memory:write',
    params: byName,
    body: Memory.pick({ value: true }),
    response: knowledge.setMemory.output,
  },
  deleteMemory: {
    method: 'DELETE',
    path: '/api/memories/:name',
    summary: 'Delete an own memory',
    permission: 'memory:write',
    params: byName,
    response: knowledge.deleteMemory.output,
  },

  listBlockRules: {
    method: 'GET',
    path: '/api/block-rules',
    summary: 'Refused servers and tools',
    permission: 'block-rule:read',
    response: sanitizer.listBlockRules.output,
  },
  createBlockRule: {
    method: 'POST',
    path: '/api/block-rules',
    summary: 'Refuse a server or one of its tools',
    permission: 'block-rule:write',
    status: 201,
    body: sanitizer.createBlockRule.input,
    response: sanitizer.createBlockRule.output,
  },
  deleteBlockRule: {
    method: 'DELETE',
    path: '/api/block-rules/:id',
    summary: 'Lift a block rule',
    permission: 'block-rule:write',
    params: byId,
    response: Empty,
  },

  listUsage: {
    method: 'GET',
    path: '/api/usage',
    summary: 'Metered calls by hour',
    permission: 'usage:read',
    query: cost.listUsage.input.extend({ limit: z.coerce.number().int().min(1).max(5_000).default(1_000) }),
    response: cost.listUsage.output,
  },
  getStatus: {
    method: 'GET',
    path: '/api/status',
    summary: 'Which services answer, and where clients connect',
    permission: 'signed-in',
    response: PlatformStatus,
  },
  watchEvents: {
    method: 'GET',
    path: '/api/events',
    summary: 'Live tool calls, server states and memory changes',
    permission: 'signed-in',
    response: z.never(),
    stream: { when: 'always', event: LiveEvent },
  },
  getOpenApi: {
    method: 'GET',
    path: '/api/openapi.json',
    summary: 'This API as an OpenAPI 3.1 document',
    permission: 'public',
    response: z.record(z.string(), z.unknown()),
  },
} as const satisfies Record<string, ConsoleRoute>;
