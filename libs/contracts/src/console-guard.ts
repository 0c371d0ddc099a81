import { z } from 'zod';
import { Empty, Id, page, PageRequest, SearchText } from './common.ts';
import type { ConsoleRoute } from './console-route.ts';
import { Approval, DualLlmSettings, InvocationPolicyInput, ResultPolicyInput } from './guard-shape.ts';
import { guard } from './guard.contract.ts';
import { Installation } from './registry.contract.ts';
import { ContractOrigin, Effect, EffectiveContract } from './sanitizer.contract.ts';
import { Tool } from './tool.contract.ts';

const byId = z.object({ id: Id });

/** A tool of any server, with what holds for it. */
export const ToolRow = z.object({
  server: Installation.pick({ id: true, name: true, title: true, status: true }),
  tool: Tool.pick({ name: true, title: true, description: true, inputSchema: true, outputSchema: true }),
  /** Null while the sanitizer does not answer. */
  contract: EffectiveContract.nullable(),
  /** How many policies name it or its whole server; null for whoever may not see policies. */
  policies: z.number().int().nonnegative().nullable(),
  /** Those that grant it, of the profiles the reader may see. */
  profiles: z.array(z.object({ id: Id, name: z.string() })),
});
export type ToolRow = z.output<typeof ToolRow>;

/** What the list of tools is narrowed to; `search` looks into names, titles and descriptions of tools and names of servers. */
export const ToolFilter = z.object({
  search: SearchText.optional(),
  serverId: Id.optional(),
  effect: Effect.optional(),
  origin: ContractOrigin.optional(),
  hasPolicy: z.enum(['true', 'false']).optional(),
});
export type ToolFilter = z.output<typeof ToolFilter>;

const policyRoutes = {
  listInvocationPolicies: {
    method: 'GET',
    path: '/api/invocation-policies',
    summary: 'Rules on calls of tools',
    permission: 'tool-policy:read',
    response: guard.listInvocationPolicies.output,
  },
  createInvocationPolicy: {
    method: 'POST',
    path: '/api/invocation-policies',
    summary: 'Set a rule on calls of a tool',
    permission: 'tool-policy:write',
    status: 201,
    body: InvocationPolicyInput,
    response: guard.createInvocationPolicy.output,
  },
  updateInvocationPolicy: {
    method: 'PUT',
    path: '/api/invocation-policies/:id',
    summary: 'Change a rule on calls of a tool',
    permission: 'tool-policy:write',
    params: byId,
    body: InvocationPolicyInput,
    response: guard.updateInvocationPolicy.output,
  },
  deleteInvocationPolicy: {
    method: 'DELETE',
    path: '/api/invocation-policies/:id',
    summary: 'Delete a rule on calls of a tool',
    permission: 'tool-policy:write',
    params: byId,
    response: Empty,
  },
  listResultPolicies: {
    method: 'GET',
    path: '/api/result-policies',
    summary: 'Rules on results of tools',
    permission: 'tool-policy:read',
    response: guard.listResultPolicies.output,
  },
  createResultPolicy: {
    method: 'POST',
    path: '/api/result-policies',
    summary: 'Set a rule on results of a tool',
    permission: 'tool-policy:write',
    status: 201,
    body: ResultPolicyInput,
    response: guard.createResultPolicy.output,
  },
  updateResultPolicy: {
    method: 'PUT',
    path: '/api/result-policies/:id',
    summary: 'Change a rule on results of a tool',
    permission: 'tool-policy:write',
    params: byId,
    body: ResultPolicyInput,
    response: guard.updateResultPolicy.output,
  },
  deleteResultPolicy: {
    method: 'DELETE',
    path: '/api/result-policies/:id',
    summary: 'Delete a rule on results of a tool',
    permission: 'tool-policy:write',
    params: byId,
    response: Empty,
  },
  getDualLlm: {
    method: 'GET',
    path: '/api/dual-llm',
    summary: 'How much a quarantined model may tell of results the main model does not see',
    permission: 'tool-policy:read',
    response: DualLlmSettings,
  },
  setDualLlm: {
    method: 'PUT',
    path: '/api/dual-llm',
    summary: 'Switch the quarantined model on or off and bound what it may tell',
    permission: 'tool-policy:write',
    body: DualLlmSettings,
    response: DualLlmSettings,
  },
} as const satisfies Record<string, ConsoleRoute>;

/** What people decide about calls and results of tools, and what they decided in advance. */
export const guardRoutes = {
  listTools: {
    method: 'GET',
    path: '/api/tools',
    summary: 'Tools of all servers with their contracts, by name of server and tool',
    permission: 'mcp-server:read',
    query: PageRequest.extend(ToolFilter.shape),
    response: page(ToolRow).extend({ unavailable: z.array(z.enum(['sanitizer', 'registry'])) }),
  },
  listApprovals: {
    method: 'GET',
    path: '/api/approvals',
    summary: 'Calls that wait or waited for approval, newest first; the own ones without approval:manage',
    permission: 'approval:read',
    query: PageRequest.extend({ status: Approval.shape.status.optional() }),
    response: guard.listApprovals.output,
  },
  getApproval: {
    method: 'GET',
    path: '/api/approvals/:id',
    summary: 'One call that waits or waited for approval',
    permission: 'approval:read',
    params: byId,
    response: Approval,
  },
  decideApproval: {
    method: 'POST',
    path: '/api/approvals/:id/decision',
    summary: 'Agree to exactly one call, or decline it; CONFLICT when it was answered before or has expired',
    permission: 'approval:write',
    params: byId,
    body: guard.decideApproval.input.pick({ outcome: true, note: true }),
    response: Approval,
  },
  listQuarantine: {
    method: 'GET',
    path: '/api/quarantine',
    summary: 'Results that were kept from the model, newest first, without their content',
    permission: 'quarantine:read',
    query: guard.listQuarantine.input,
    response: guard.listQuarantine.output,
  },
  /** Not a GET: each reading is put on record. */
  readQuarantined: {
    method: 'POST',
    path: '/api/quarantine/:id/reading',
    summary: 'Read a result in quarantine as a reviewer; the reading is put on record',
    permission: 'quarantine:review',
    params: byId,
    response: guard.getQuarantined.output,
  },
  decideQuarantined: {
    method: 'POST',
    path: '/api/quarantine/:id/decision',
    summary: 'Release a result from quarantine, or delete its content',
    permission: 'quarantine:review',
    params: byId,
    body: guard.decideQuarantined.input.pick({ outcome: true }),
    response: guard.decideQuarantined.output,
  },
  getCallSession: {
    method: 'GET',
    path: '/api/mcp-tool-calls/:id/session',
    summary: 'What the session of a call had read when it was decided, and since',
    permission: 'mcp-tool-call:read',
    params: byId,
    response: guard.getSession.output,
  },
  ...policyRoutes,
} as const satisfies Record<string, ConsoleRoute>;
