import { audit } from './audit.contract.ts';
import type { Permission } from './console-permission.ts';
import { cost } from './cost.contract.ts';
import { guard } from './guard.contract.ts';
import { identity } from './identity.contract.ts';
import { knowledge } from './knowledge.contract.ts';
import { llm } from './llm.contract.ts';
import { orchestrator } from './orchestrator.contract.ts';
import { provider } from './provider.contract.ts';
import { registry } from './registry.contract.ts';
import type { Rpc } from './rpc.ts';
import { sanitizer } from './sanitizer.contract.ts';

/**
 * What somebody needs before a question is asked for them: a permission, to be signed in, or nothing. `internal` is never
 * asked for a person. Owners of the answer look closer: whose it is, and what it grants.
 */
export type RpcAccess = Permission | 'signed-in' | 'public' | 'internal';
type AccessOf<G> = Record<keyof G, RpcAccess>;

const identityAccess: AccessOf<typeof identity> = {
  getOrganization: 'organization:read',
  updateOrganization: 'organization:write',
  createOrganization: 'organization:create',
  listUsers: 'user:read',
  getUser: 'user:read',
  setUserRole: 'user:write',
  setUserActive: 'user:write',
  createInvitation: 'invitation:write',
  listInvitations: 'invitation:read',
  deleteInvitation: 'invitation:write',
  readInvitation: 'public',
  acceptInvitation: 'public',
  listTeams: 'team:read',
  getTeam: 'team:read',
  createTeam: 'team:write',
  updateTeam: 'team:write',
  deleteTeam: 'team:write',
  setTeamMember: 'team:read',
  deleteTeamMember: 'team:read',
  listRoles: 'role:read',
  createRole: 'role:write',
  updateRole: 'role:write',
  deleteRole: 'role:write',
  createSession: 'public',
  verifySession: 'internal',
  deleteSession: 'public',
  changePassword: 'signed-in',
  createToken: 'token:write',
  listTokens: 'token:read',
  revokeToken: 'token:write',
  createSharedToken: 'shared-token:write',
  listSharedTokens: 'shared-token:read',
  revokeSharedToken: 'shared-token:write',
  createChatToken: 'internal',
  verifyToken: 'internal',
};

const registryAccess: AccessOf<typeof registry> = {
  createCatalogItem: 'catalog:write',
  listCatalogItems: 'catalog:read',
  getCatalogItem: 'catalog:read',
  updateCatalogItem: 'catalog:write',
  deleteCatalogItem: 'catalog:write',
  createCatalogVersion: 'catalog:write',
  listLabels: 'catalog:read',
  readServerJson: 'catalog:read',
  writeServerJson: 'catalog:read',
  createRequest: 'server-request:write',
  listRequests: 'server-request:read',
  getRequest: 'server-request:read',
  resubmitRequest: 'server-request:write',
  withdrawRequest: 'server-request:write',
  commentRequest: 'server-request:read',
  approveRequest: 'server-request:review',
  declineRequest: 'server-request:review',
  returnRequest: 'server-request:review',
  createInstallation: 'mcp-server:write',
  listInstallations: 'mcp-server:read',
  getInstallation: 'mcp-server:read',
  updateInstallation: 'mcp-server:write',
  deleteInstallation: 'mcp-server:write',
  refreshInstallation: 'mcp-server:write',
  listToolChanges: 'mcp-server:read',
  acceptToolChange: 'tool-change:review',
  rejectToolChange: 'tool-change:review',
  createProfile: 'profile:write',
  listProfiles: 'profile:read',
  getProfile: 'profile:read',
  updateProfile: 'profile:write',
  deleteProfile: 'profile:write',
  setAssignment: 'profile:write',
  assignMany: 'profile:write',
};

const sanitizerAccess: AccessOf<typeof sanitizer> = {
  decideCall: 'internal',
  inspectOutput: 'internal',
  listContracts: 'mcp-server:read',
  setContract: 'tool-contract:write',
  deleteContract: 'tool-contract:write',
  listBlockRules: 'block-rule:read',
  createBlockRule: 'block-rule:write',
  deleteBlockRule: 'block-rule:write',
};

const guardAccess: AccessOf<typeof guard> = {
  inspectConversation: 'internal',
  decideAnswer: 'internal',
  listInvocationPolicies: 'tool-policy:read',
  createInvocationPolicy: 'tool-policy:write',
  updateInvocationPolicy: 'tool-policy:write',
  deleteInvocationPolicy: 'tool-policy:write',
  listResultPolicies: 'tool-policy:read',
  createResultPolicy: 'tool-policy:write',
  updateResultPolicy: 'tool-policy:write',
  deleteResultPolicy: 'tool-policy:write',
  listApprovals: 'approval:read',
  getApproval: 'approval:read',
  decideApproval: 'approval:write',
  listQuarantine: 'quarantine:read',
  getQuarantined: 'quarantine:review',
  decideQuarantined: 'quarantine:review',
  getDualLlm: 'tool-policy:read',
  setDualLlm: 'tool-policy:write',
  getSession: 'mcp-tool-call:read',
};

const providerAccess: AccessOf<typeof provider> = {
  listProviders: 'provider:read',
  getProvider: 'provider:read',
  createProvider: 'provider:write',
  updateProvider: 'provider:write',
  deleteProvider: 'provider:write',
  checkProvider: 'provider:write',
  listModels: 'model:use',
  setModelDefaults: 'provider:write',
};

const costAccess: AccessOf<typeof cost> = {
  listUsage: 'usage:read',
  planCall: 'internal',
  listPrices: 'price:read',
  setPrice: 'price:write',
  deletePrice: 'price:write',
  importPrices: 'price:write',
  listBudgets: 'budget:read',
  createBudget: 'budget:write',
  updateBudget: 'budget:write',
  deleteBudget: 'budget:write',
  listRules: 'optimization-rule:read',
  createRule: 'optimization-rule:write',
  updateRule: 'optimization-rule:write',
  deleteRule: 'optimization-rule:write',
  simulateRule: 'optimization-rule:read',
  getLedger: 'llm-call:read',
  readStatistics: 'usage:read',
};

const orchestratorAccess: AccessOf<typeof orchestrator> = {
  listCredentials: 'credential:read',
  setCredential: 'credential:write',
  deleteCredential: 'credential:write',
  resolveCredential: 'credential:read',
  rotateKey: 'credential:manage',
  listStatus: 'mcp-server:read',
  restartServer: 'mcp-server:write',
  readLog: 'mcp-server-log:read',
  readUsage: 'mcp-server:read',
  readManifest: 'mcp-server-log:read',
  runTrial: 'internal',
};

const auditAccess: AccessOf<typeof audit> = {
  exportChain: 'organization:audit',
  listUnlinked: 'organization:audit',
  listEgress: 'egress:read',
  listLlmCalls: 'llm-call:read',
  getLlmCall: 'llm-call:read',
  listToolCalls: 'mcp-tool-call:read',
  getToolCall: 'mcp-tool-call:read',
  listEntries: 'audit-entry:read',
};

const knowledgeAccess: AccessOf<typeof knowledge> = {
  listMemories: 'memory:read',
  setMemory: 'memory:write',
  deleteMemory: 'memory:write',
};

const entries = (group: Readonly<Record<string, Rpc>>, needs: Readonly<Record<string, RpcAccess>>) =>
  Object.entries(group).flatMap(([name, { subject }]): [string, RpcAccess][] => {
    const access = needs[name];
    return access === undefined ? [] : [[subject, access]];
  });

/** What each RPC needs, by subject. */
export const rpcAccess: ReadonlyMap<string, RpcAccess> = new Map([
  ...entries(identity, identityAccess),
  ...entries(registry, registryAccess),
  ...entries(sanitizer, sanitizerAccess),
  ...entries(orchestrator, orchestratorAccess),
  ...entries(cost, costAccess),
  ...entries(provider, providerAccess),
  ...entries(guard, guardAccess),
  ...entries(llm, { askModel: 'internal' } satisfies AccessOf<typeof llm>),
  ...entries(audit, auditAccess),
  ...entries(knowledge, knowledgeAccess),
]);

/** What a tool of a built-in server needs, by the server's source identity and the tool's own name. One that is not here is nobody's. */
export const builtInToolAccess: Readonly<Record<string, Readonly<Record<string, Permission>>>> = {
  'builtin:knowledge': {
    list_memories: 'memory:read',
    set_memory: 'memory:write',
    delete_memory: 'memory:write',
  },
};
