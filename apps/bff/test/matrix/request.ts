import { identity, type ConsoleRoute } from '@archestra/contracts';
import type { RouteName } from './expectation.ts';
import { ids, password, type World } from './world.ts';

export type Scope = 'own' | 'other' | 'foreign';

interface Sample {
  params?: Record<string, string>;
  query?: string;
  body?: unknown;
}
type Make = (world: World, scope: Scope) => Sample | Promise<Sample>;

const secret = 'invite_nothing-like-that-was-issued';
const draft = { name: 'mine', title: 'Mine', source: { kind: 'remote', url: 'https://mcp.example.com/mcp' } };
const thing: Make = (_, scope) => ({ params: { id: ids[scope] } });
const withBody =
  (body: unknown): Make =>
  (_, scope) => ({ params: { id: ids[scope] }, body });
const pin = { pendingPin: 'a'.repeat(64) };
const decision = { revision: 1 };
const providerChange = {
  ...{ dialect: 'openai', baseUrl: 'https://llm.example.com/v1', priceSource: null, models: [] },
  ...{ allowsUnlisted: true, fallbacks: [], isEnabled: true },
};
const budget = {
  ...{ name: 'x', scope: 'organization', subject: null, unit: 'tokens', limit: 1, window: 'day', timeZone: 'UTC' },
  ...{ alertPercents: [80], blocks: true, isEnabled: true },
};
const price = {
  ...{ source: 'openai', model: 'gpt-5', input: 1, output: 1, cachedInput: null, cacheWrite: null, tiers: [] },
  validFrom: '2026-11-21T00:00:00Z',
};
const rule = { name: 'x', priority: 1, condition: {}, target: { provider: 'a', model: 'b' }, isEnabled: false };
const period = { from: '2026-11-21T00:00:00Z', to: '2026-11-22T00:00:00Z' };
const toolPolicy = {
  ...{ serverId: ids.nothing, tool: 'echo', profileId: null },
  ...{ conditions: [], note: '', isEnabled: true },
};
const callPolicy = { ...toolPolicy, action: 'block-always' };
const resultPolicy = { ...toolPolicy, action: 'block' };
const team = (world: World, scope: Scope): string => world.teams[scope];
/** Somebody of this organization or of the other one whom it does not matter to change. */
const person = (world: World, scope: Scope): string =>
  scope === 'foreign' ? world.foreigner.user.id : world.people.V.user.id;
const owner = (world: World, scope: Scope) => (scope === 'foreign' ? world.foreigner : world.admin);

const freshRole = async (world: World, scope: Scope): Promise<string> => {
  const who = owner(world, scope);
  const role = await world.as(who, identity.createRole, { actor: who.actor, name: world.fresh(), permissions: [] });
  return role.ref;
};
const freshTeam = async (world: World, scope: Scope): Promise<string> => {
  const who = owner(world, scope);
  return (await world.as(who, identity.createTeam, { actor: who.actor, name: world.fresh() })).id;
};
const freshInvitation = async (world: World, scope: Scope): Promise<string> => {
  const who = owner(world, scope);
  const input = { actor: who.actor, email: `${world.fresh()}@example.org`, role: 'member' };
  return (await world.as(who, identity.createInvitation, input)).invitation.id;
};
const freshToken = async (world: World, scope: Scope): Promise<string> => {
  const who = owner(world, scope);
  const input = { actor: who.actor, name: 'fresh', teamId: null, scopes: ['profile:read' as const] };
  return (await world.as(who, identity.createSharedToken, input)).token.id;
};
const foreignPersonalToken = async (world: World): Promise<string> => {
  const { actor } = world.foreigner;
  return (await world.as(world.foreigner, identity.createToken, { actor, name: 'fresh' })).token.id;
};
const prompt = { title: 'Mine', text: 'x' };
const chat = (world: World, scope: Scope): Sample => ({ params: { id: world.chats[scope] } });
const joined = async (world: World, scope: Scope): Promise<Record<string, string>> => {
  const who = owner(world, scope);
  const params = { id: team(world, scope), userId: person(world, scope) };
  await world.as(who, identity.setTeamMember, { actor: who.actor, ...params, isLead: false });
  return params;
};

/** A valid request for each route that takes something; what it does to identity can be done again and again. */
const samples: Partial<Record<RouteName, Make>> = {
  signIn: () => ({ body: { email: 'admin@example.org', password } }),
  changePassword: () => ({ body: { currentPassword: password, newPassword: password } }),
  updateOrganization: () => ({ body: { name: 'Archestra' } }),
  createOrganization: (world) => ({ body: { name: 'New', adminEmail: `${world.fresh()}@example.org` } }),
  setUserRole: (world, scope) => ({ params: { id: person(world, scope) }, body: { role: 'member' } }),
  setUserActive: (world, scope) => ({ params: { id: person(world, scope) }, body: { isActive: true } }),
  createInvitation: (world) => ({ body: { email: `${world.fresh()}@example.org`, role: world.keeperRole } }),
  deleteInvitation: async (world, scope) => ({ params: { id: await freshInvitation(world, scope) } }),
  readInvitation: () => ({ body: { secret } }),
  acceptInvitation: () => ({ body: { secret, name: 'X', password } }),
  getTeam: (world, scope) => ({ params: { id: team(world, scope) } }),
  createTeam: (world) => ({ body: { name: world.fresh() } }),
  updateTeam: (world, scope) => ({
    params: { id: team(world, scope) },
    body: { name: scope === 'other' ? 'blue' : 'red', description: 'x' },
  }),
  deleteTeam: async (world, scope) => ({ params: { id: await freshTeam(world, scope) } }),
  setTeamMember: (world, scope) => ({
    params: { id: team(world, scope), userId: person(world, scope) },
    body: { isLead: false },
  }),
  deleteTeamMember: async (world, scope) => ({ params: await joined(world, scope) }),
  createRole: (world) => ({ body: { name: world.fresh(), permissions: ['profile:read'] } }),
  updateRole: async (world, scope) => ({
    params: { id: await freshRole(world, scope) },
    body: { name: world.fresh(), permissions: ['profile:read'] },
  }),
  deleteRole: async (world, scope) => ({ params: { id: await freshRole(world, scope) } }),
  createToken: () => ({ body: { name: 'x', scopes: ['profile:read'] } }),
  revokeToken: async (world, scope) => ({
    params: { id: scope === 'foreign' ? await foreignPersonalToken(world) : ids.nothing },
  }),
  createSharedToken: (world) => ({ body: { name: 'x', teamId: world.teams.own, scopes: ['profile:read'] } }),
  revokeSharedToken: async (world, scope) => ({ params: { id: await freshToken(world, scope) } }),

  createCatalogItem: () => ({ body: draft }),
  updateCatalogItem: withBody({ title: 'X', description: '', labels: [], visibility: { everyone: true, teamIds: [] } }),
  createCatalogVersion: withBody({ version: '2', source: draft.source }),
  readServerJson: () => ({ body: { document: {} } }),
  createRequest: () => ({ body: { draft } }),
  resubmitRequest: withBody({ draft }),
  commentRequest: withBody({ text: 'x' }),
  approveRequest: withBody(decision),
  declineRequest: withBody(decision),
  returnRequest: withBody(decision),
  acceptToolChange: (_, scope) => ({ params: { id: ids[scope], tool: 'echo' }, body: pin }),
  rejectToolChange: (_, scope) => ({ params: { id: ids[scope], tool: 'echo' }, body: pin }),
  createServer: () => ({ body: { catalogItemId: ids.own } }),
  updateServer: withBody({ configuration: {} }),
  refreshServer: withBody(undefined),
  setContract: (_, scope) => ({
    params: { id: ids[scope], tool: 'echo' },
    body: { effect: 'none', output: { integrity: 'trusted', audience: 'public' } },
  }),
  deleteContract: (_, scope) => ({ params: { id: ids[scope], tool: 'echo' } }),
  setCredential: withBody({ scope: 'personal', values: { KEY: 'x' } }),
  deleteCredential: () => ({ params: { id: ids.nothing } }),
  rotateKey: () => ({ body: {} }),
  createProfile: () => ({ body: { name: 'Mine' } }),
  updateProfile: withBody({ name: 'Mine', description: '' }),
  setProfileServer: (_, scope) => ({ params: { id: ids[scope], serverId: ids.nothing }, body: { tools: [] } }),
  removeProfileServer: (_, scope) => ({ params: { id: ids[scope], serverId: ids.nothing } }),
  assignMany: () => ({ body: { profileIds: [ids.nothing] } }),
  setMemory: () => ({ params: { name: 'colour' }, body: { value: 'red' } }),
  deleteMemory: () => ({ params: { name: 'colour' } }),
  createBlockRule: () => ({ body: { serverId: ids.nothing, tool: null, profileId: null, note: 'x' } }),
  deleteBlockRule: () => ({ params: { id: ids.nothing } }),
  createProvider: () => ({ body: { name: 'mine', preset: 'openai', ...providerChange } }),
  updateProvider: withBody(providerChange),
  checkProvider: () => ({ body: { dialect: 'openai', baseUrl: providerChange.baseUrl } }),
  setModelDefaults: () => ({ body: { chat: null, quarantine: null } }),
  createBudget: () => ({ body: budget }),
  updateBudget: withBody(budget),
  setPrice: () => ({ body: price }),
  importPrices: () => ({ body: { entries: { 'gpt-5': {} } } }),
  createOptimizationRule: () => ({ body: rule }),
  updateOptimizationRule: withBody(rule),
  simulateOptimizationRule: () => ({ body: { rule, ...period } }),
  readCostStatistics: () => ({ query: `?from=${period.from}&to=${period.to}` }),
  createChat: () => ({ body: {} }),
  getChat: chat,
  updateChat: (world, scope) => ({ ...chat(world, scope), body: { title: 'Mine' } }),
  // Deleting what is one's own is tried in the tests of chats; here it would be gone for the next who asks.
  deleteChat: () => ({ params: { id: ids.nothing } }),
  sendChatMessage: (world, scope) => ({
    ...chat(world, scope),
    body: { trigger: 'submit', id: ids.nothing, parentId: null, text: 'Hello' },
  }),
  resumeChat: chat,
  stopChat: (world, scope) => ({ ...chat(world, scope), body: {} }),
  decideApproval: withBody({ outcome: 'declined' }),
  readQuarantined: withBody({}),
  decideQuarantined: withBody({ outcome: 'deleted' }),
  createInvocationPolicy: () => ({ body: callPolicy }),
  updateInvocationPolicy: withBody(callPolicy),
  createResultPolicy: () => ({ body: resultPolicy }),
  updateResultPolicy: withBody(resultPolicy),
  setDualLlm: () => ({ body: { isEnabled: false, maxRounds: 1, maxSessionBits: 8, maxSourceBits: 8 } }),
  createPrompt: (world) => ({ body: { ...prompt, name: world.fresh() } }),
  updatePrompt: async (world, scope) => ({
    params: { id: await world.prompt(scope) },
    body: { ...prompt, name: world.fresh() },
  }),
  deletePrompt: async (world, scope) => ({ params: { id: await world.prompt(scope) } }),
  listUsage: () => ({ query: '?from=2026-11-21T00:00:00Z&to=2026-11-22T00:00:00Z' }),
};

/** Sends a request as somebody; the status is all that counts. */
export const statusOf = async (
  world: World,
  [name, route]: [RouteName, ConsoleRoute],
  scope: Scope,
  column: string,
): Promise<number> => {
  const { params = {}, query = '', body } = await (samples[name] ?? thing)(world, scope);
  const path = route.path.replaceAll(/:(\w+)/g, (_, part: string) => encodeURIComponent(params[part] ?? part));
  // Leaving would end the session everybody else's requests of this column are made with.
  const credentials = world.credentials.get(name === 'signOut' ? 'N' : column) ?? {};
  const abort = new AbortController();
  const answer = await fetch(`${world.url}${path}${query}`, {
    method: route.method,
    signal: abort.signal,
    headers: { ...credentials, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (answer.headers.get('content-type')?.startsWith('text/event-stream')) abort.abort();
  else await answer.arrayBuffer();
  return answer.status;
};
