import type { consoleRoutes } from '@archestra/contracts';

export type RouteName = keyof typeof consoleRoutes;

/**
 * Who asks, one letter each, in the order of the columns below.
 * A administrator of the operator · E editor · M member, in team red · L member, leads team red · U auditor ·
 * C custom role "Keeper", in team red · p token of A, narrowed · t token of team red · s token of a service · N nobody
 */
export const columns = [...'AEMLUCptsN'];

/** What the custom role and the scopes of the tokens are made of. */
export const keeper = [
  'organization:read',
  'user:read',
  'invitation:write',
  'role:read',
  'catalog:read',
  'catalog:write',
  'server-request:read',
  'server-request:write',
  'profile:read',
  'profile:write',
  'mcp-server:read',
  'usage:read',
] as const;
export const scopes = {
  p: ['team:read', 'team:write', 'token:read', 'token:write', 'catalog:read', 'profile:read'],
  t: [
    'catalog:read',
    'catalog:write',
    'profile:read',
    'team:read',
    'team:write',
    'memory:read',
    'mcp-tool-call:read',
    'server-request:write',
  ],
  s: [
    'user:read',
    'user:write',
    'shared-token:read',
    'mcp-server:read',
    'mcp-server:write',
    'audit-entry:read',
    'credential:read',
  ],
} as const;

/**
 * One letter for each column: `+` it happens (with the status of the row), `x` 403, `0` 404, `-` 401.
 * `own`: what is C's and shared with team red. `other`: what is somebody else's and shared with team blue.
 * `foreign`: what another organization has. Where a route names no thing, there is one line.
 */
export interface Expectation {
  ok: number;
  own: string;
  other?: string;
  foreign?: string;
}

const one = (ok: number, own: string): Expectation => ({ ok, own });
const two = (ok: number, own: string, foreign: string): Expectation => ({ ok, own, foreign });
const three = (ok: number, own: string, other: string, foreign: string): Expectation => ({ ok, own, other, foreign });

/** What a stand-in for a service answers to whoever reached it. */
const REACHED = 409;

/** Written down by hand from what each role is for; nothing here is computed from the code under test. */
export const expectations: Record<RouteName, Expectation> = {
  //                              AEMLUCptsN
  signIn: one(200, /*          */ '++++++++++'),
  getSession: one(200, /*      */ '++++++xxx-'),
  changePassword: one(400, /*  */ '++++++xxx-'),
  signOut: one(200, /*         */ '++++++++++'),

  getOrganization: one(200, /* */ '++++++xxx-'),
  updateOrganization: one(200, '+xxxxxxxx-'),
  createOrganization: one(201, '+xxxxxxxx-'),
  listUsers: one(200, /*       */ '++xx++xx+-'),
  setUserRole: two(200, /*     */ '+xxxxxxxx-', '0xxxxxxxx-'),
  setUserActive: two(200, /*   */ '+xxxxxxxx-', '0xxxxxxxx-'),
  listInvitations: one(200, /* */ '+xxx+xxxx-'),
  createInvitation: one(201, /**/ '+xxxx+xxx-'),
  deleteInvitation: two(200, /**/ '+xxxx+xxx-', '0xxxx0xxx-'),
  readInvitation: one(404, /*  */ '++++++++++'),
  acceptInvitation: one(404, /**/ '++++++++++'),

  listTeams: one(200, /*       */ '+++++x++x-'),
  getTeam: three(200, /*       */ '+++++x++x-', '+++++x++x-', '00000x00x-'),
  createTeam: one(201, /*      */ '+xxxxx+xx-'),
  updateTeam: three(200, /*    */ '+xxxxx+xx-', '+xxxxx+xx-', '0xxxxx0xx-'),
  deleteTeam: two(200, /*      */ '+xxxxx+xx-', '0xxxxx0xx-'),
  setTeamMember: three(200, /* */ '+xx+xx+xx-', '+xxxxx+xx-', '0xxxxx0xx-'),
  deleteTeamMember: three(200, '+xx+xx+xx-', '+xxxxx+xx-', '0xxxxx0xx-'),
  listRoles: one(200, /*       */ '++xx++xxx-'),
  createRole: one(201, /*      */ '+xxxxxxxx-'),
  updateRole: two(200, /*      */ '+xxxxxxxx-', '0xxxxxxxx-'),
  deleteRole: two(200, /*      */ '+xxxxxxxx-', '0xxxxxxxx-'),
  listTokens: one(200, /*      */ '+++++x+xx-'),
  createToken: one(201, /*     */ '++++xx+xx-'),
  // Nobody's token: whoever may revoke own tokens is told that it is none.
  revokeToken: two(404, /*     */ '++++xx+xx-', '0000xx0xx-'),
  listSharedTokens: one(200, /**/ '+xxx+xxx+-'),
  createSharedToken: one(201, '+xxxxxxxx-'),
  revokeSharedToken: two(200, '+xxxxxxxx-', '0xxxxxxxx-'),

  listCatalogItems: one(REACHED, '++++++++x-'),
  getCatalogItem: three(REACHED, '++++++0+x-', '++00+000x-', '00000000x-'),
  createCatalogItem: one(REACHED, '++xxx+xxx-'),
  updateCatalogItem: three(REACHED, '++xxx+x0x-', '++xxx0x0x-', '00xxx0x0x-'),
  deleteCatalogItem: three(REACHED, '++xxx+x0x-', '++xxx0x0x-', '00xxx0x0x-'),
  createCatalogVersion: three(REACHED, '++xxx+xxx-', '++xxx0xxx-', '00xxx0xxx-'),
  listLabels: one(REACHED, /*  */ '++++++++x-'),
  readServerJson: one(REACHED, '++++++++x-'),
  writeServerJson: three(REACHED, '++++++0+x-', '++00+000x-', '00000000x-'),

  listRequests: one(REACHED, /**/ '++++++xxx-'),
  getRequest: three(REACHED, /**/ '++00++xxx-', '++00+0xxx-', '000000xxx-'),
  createRequest: one(REACHED, '++++x+xxx-'),
  resubmitRequest: three(REACHED, '++00x+x0x-', '++00x0x0x-', '0000x0x0x-'),
  withdrawRequest: three(REACHED, '++00x+x0x-', '++00x0x0x-', '0000x0x0x-'),
  commentRequest: three(REACHED, '++000+xxx-', '++0000xxx-', '000000xxx-'),
  approveRequest: three(REACHED, '++xxxxxxx-', '++xxxxxxx-', '00xxxxxxx-'),
  declineRequest: three(REACHED, '++xxxxxxx-', '++xxxxxxx-', '00xxxxxxx-'),
  returnRequest: three(REACHED, '++xxxxxxx-', '++xxxxxxx-', '00xxxxxxx-'),
  listToolChanges: one(REACHED, '++++++xx+-'),
  acceptToolChange: three(REACHED, '++xxxxxxx-', '++xxxxxxx-', '00xxxxxxx-'),
  rejectToolChange: three(REACHED, '++xxxxxxx-', '++xxxxxxx-', '00xxxxxxx-'),

  listServers: one(REACHED, /* */ '++++++xx+-'),
  createServer: one(REACHED, /**/ '++xxxxxx+-'),
  updateServer: three(REACHED, '++xxxxxx+-', '++xxxxxx+-', '00xxxxxx0-'),
  getServer: three(REACHED, /* */ '++++++xx+-', '++00+0xx+-', '000000xx0-'),
  deleteServer: three(REACHED, '++xxxxxx+-', '++xxxxxx+-', '00xxxxxx0-'),
  refreshServer: three(REACHED, '++xxxxxx+-', '++xxxxxx+-', '00xxxxxx0-'),
  setContract: three(REACHED, '++xxxxxxx-', '++xxxxxxx-', '00xxxxxxx-'),
  deleteContract: three(REACHED, '++xxxxxxx-', '++xxxxxxx-', '00xxxxxxx-'),
  restartServer: three(REACHED, '++xxxxxx+-', '++xxxxxx+-', '00xxxxxx0-'),
  readServerLog: three(REACHED, '++xx+xxxx-', '++xx+xxxx-', '00xx0xxxx-'),
  readUsage: three(REACHED, /* */ '++++++xx+-', '++00+0xx+-', '000000xx0-'),
  readManifest: three(REACHED, '++xx+xxxx-', '++xx+xxxx-', '00xx0xxxx-'),
  listEgress: one(REACHED, /*  */ '++xx+xxxx-'),

  listCredentials: one(REACHED, '+++++xxx+-'),
  resolveCredential: three(REACHED, '+++++xxx+-', '++00+xxx+-', '00000xxx0-'),
  setCredential: three(REACHED, '++++xxxxx-', '++00xxxxx-', '0000xxxxx-'),
  deleteCredential: one(REACHED, '++++xxxxx-'),
  rotateKey: one(REACHED, /*   */ '+xxxxxxxx-'),

  listProfiles: one(REACHED, /**/ '++++++++x-'),
  createProfile: one(REACHED, '++xxx+xxx-'),
  getProfile: three(REACHED, /**/ '++++++0+x-', '++00+000x-', '00000000x-'),
  updateProfile: three(REACHED, '++xxx+xxx-', '++xxx0xxx-', '00xxx0xxx-'),
  deleteProfile: three(REACHED, '++xxx+xxx-', '++xxx0xxx-', '00xxx0xxx-'),
  setProfileServer: three(REACHED, '++xxx+xxx-', '++xxx0xxx-', '00xxx0xxx-'),
  removeProfileServer: three(REACHED, '++xxx+xxx-', '++xxx0xxx-', '00xxx0xxx-'),
  assignMany: one(REACHED, /*  */ '++xxx+xxx-'),
  listProfileTools: one(REACHED, '++++++++x-'),

  // Chats are a person's own: somebody else's is not there, and nobody reads it for an audit. Tokens of teams and services are
  // nobody's, and an answer acts with all rights of a person, which a narrowed token does not have.
  listChats: one(200, /*       */ '+++++xxxx-'),
  createChat: one(201, /*      */ '++++xxxxx-'),
  getChat: three(200, /*       */ '00+00xxxx-', '00000xxxx-', '00000xxxx-'),
  updateChat: three(200, /*    */ '00+0xxxxx-', '0000xxxxx-', '0000xxxxx-'),
  deleteChat: three(200, /*    */ '0000xxxxx-', '0000xxxxx-', '0000xxxxx-'),
  sendChatMessage: three(REACHED, '00+0xxxxx-', '0000xxxxx-', '0000xxxxx-'),
  resumeChat: three(204, /*    */ '00+00xxxx-', '00000xxxx-', '00000xxxx-'),
  stopChat: three(200, /*      */ '00+0xxxxx-', '0000xxxxx-', '0000xxxxx-'),
  listChatModels: one(REACHED, '++++xxxxx-'),
  listPrompts: one(200, /*     */ '+++++xxxx-'),
  createPrompt: one(201, /*    */ '++++xxxxx-'),
  // `own` is written by M, `other` by somebody who is not here.
  updatePrompt: three(200, /*  */ '+++xxxxxx-', '++xxxxxxx-', '0000xxxxx-'),
  deletePrompt: three(200, /*  */ '+++xxxxxx-', '++xxxxxxx-', '0000xxxxx-'),

  listTools: one(REACHED, /*   */ '++++++xx+-'),
  // Questions are whose calls they are about: `own` is M's; an auditor sees all of them and answers none.
  listApprovals: one(REACHED, '+++++xxxx-'),
  getApproval: three(REACHED, '+0+0+xxxx-', '+000+xxxx-', '00000xxxx-'),
  decideApproval: three(REACHED, '+0+0xxxxx-', '+000xxxxx-', '0000xxxxx-'),
  listQuarantine: one(REACHED, '++xx+xxxx-'),
  readQuarantined: two(REACHED, '+xxxxxxxx-', '0xxxxxxxx-'),
  decideQuarantined: two(REACHED, '+xxxxxxxx-', '0xxxxxxxx-'),
  getCallSession: three(REACHED, '+0+0+xx0x-', '+000+xx0x-', '00000xx0x-'),
  listInvocationPolicies: one(REACHED, '++xx+xxxx-'),
  createInvocationPolicy: one(REACHED, '++xxxxxxx-'),
  updateInvocationPolicy: two(REACHED, '++xxxxxxx-', '00xxxxxxx-'),
  deleteInvocationPolicy: two(REACHED, '++xxxxxxx-', '00xxxxxxx-'),
  listResultPolicies: one(REACHED, '++xx+xxxx-'),
  createResultPolicy: one(REACHED, '++xxxxxxx-'),
  updateResultPolicy: two(REACHED, '++xxxxxxx-', '00xxxxxxx-'),
  deleteResultPolicy: two(REACHED, '++xxxxxxx-', '00xxxxxxx-'),
  getDualLlm: one(REACHED, /*  */ '++xx+xxxx-'),
  setDualLlm: one(REACHED, /*  */ '++xxxxxxx-'),

  listToolCalls: one(REACHED, '+++++xx+x-'),
  // Calls are whose they are: `own` was made by M, `other` by somebody who is not here.
  getToolCall: three(REACHED, '+0+0+xx0x-', '+000+xx0x-', '00000xx0x-'),
  listProviders: one(REACHED, '++xx+xxxx-'),
  getProvider: three(REACHED, '++xx+xxxx-', '++xx+xxxx-', '00xx0xxxx-'),
  createProvider: one(REACHED, '+xxxxxxxx-'),
  updateProvider: two(REACHED, '+xxxxxxxx-', '0xxxxxxxx-'),
  deleteProvider: two(REACHED, '+xxxxxxxx-', '0xxxxxxxx-'),
  checkProvider: one(REACHED, '+xxxxxxxx-'),
  listModels: one(REACHED, /*  */ '++++xxxxx-'),
  setModelDefaults: one(REACHED, '+xxxxxxxx-'),
  listLlmCalls: one(REACHED, /**/ '+++++xxxx-'),
  getLlmCall: three(REACHED, /**/ '+0+0+xxxx-', '+000+xxxx-', '00000xxxx-'),
  listBudgets: one(REACHED, /* */ '++xx+xxxx-'),
  createBudget: one(REACHED, /**/ '+xxxxxxxx-'),
  updateBudget: two(REACHED, /**/ '+xxxxxxxx-', '0xxxxxxxx-'),
  deleteBudget: two(REACHED, /**/ '+xxxxxxxx-', '0xxxxxxxx-'),
  listPrices: one(REACHED, /*  */ '++xx+xxxx-'),
  setPrice: one(REACHED, /*    */ '+xxxxxxxx-'),
  deletePrice: two(REACHED, /* */ '+xxxxxxxx-', '0xxxxxxxx-'),
  importPrices: one(REACHED, /**/ '+xxxxxxxx-'),
  listOptimizationRules: one(REACHED, '++xx+xxxx-'),
  createOptimizationRule: one(REACHED, '+xxxxxxxx-'),
  updateOptimizationRule: two(REACHED, '+xxxxxxxx-', '0xxxxxxxx-'),
  deleteOptimizationRule: two(REACHED, '+xxxxxxxx-', '0xxxxxxxx-'),
  simulateOptimizationRule: one(REACHED, '++xx+xxxx-'),
  readCostStatistics: one(REACHED, '++xx++xxx-'),

  listAuditEntries: one(REACHED, '+xxx+xxx+-'),
  exportChain: one(REACHED, /* */ '+xxx+xxxx-'),
  listUnlinkedRecords: one(REACHED, '+xxx+xxxx-'),
  listMemories: one(REACHED, /**/ '+++++xxxx-'),
  setMemory: one(REACHED, /*   */ '++++xxxxx-'),
  deleteMemory: one(REACHED, /**/ '++++xxxxx-'),
  listBlockRules: one(REACHED, '++xx+xxxx-'),
  createBlockRule: one(REACHED, '++xxxxxxx-'),
  deleteBlockRule: one(REACHED, '++xxxxxxx-'),
  listUsage: one(REACHED, /*   */ '++xx++xxx-'),
  getStatus: one(200, /*       */ '+++++++++-'),
  watchEvents: one(200, /*     */ '+++++++++-'),
  getOpenApi: one(200, /*      */ '++++++++++'),
};
