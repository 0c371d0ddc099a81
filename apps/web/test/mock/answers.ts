import { randomBytes, randomUUID } from 'node:crypto';
import { AppError, consoleRoutes, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { calls, summaryOf } from './calls.ts';
import { tell } from './live.ts';
import { admin, profiles, servers, tokens, toolsOf } from './sample.ts';
import { auditEntries, blockRules, contracts, memories, permissionsOf, session, users } from './state.ts';

type Routes = typeof consoleRoutes;
export type Answers = { [K in keyof Routes]?: (request: RouteRequest<Routes[K]>) => RouteReply<Routes[K]> };

const found = <T>(item: T | undefined): T => {
  if (item === undefined) throw new AppError('NOT_FOUND', 'This does not exist (any more). Go back to the list.');
  return item;
};
const remove = <T>(items: T[], is: (item: T) => boolean): boolean => {
  const index = items.findIndex(is);
  if (index >= 0) items.splice(index, 1);
  return index >= 0;
};
const now = () => new Date().toISOString();
const page = <T>(items: T[], { cursor, limit = 50 }: { cursor?: string | undefined; limit?: number }) => {
  const start = Number(cursor ?? 0);
  const end = start + limit;
  return { items: items.slice(start, end), nextCursor: end < items.length ? String(end) : null };
};
const sessionNow = () => {
  const { user } = session;
  if (!user) throw new AppError('UNAUTHENTICATED', 'Sign in first.');
  return { user, mustChangePassword: user.mustChangePassword, permissions: permissionsOf(user.role) };
};
const serverOf = (id: string) => found(servers.find((server) => server.id === id));
const profileOf = (id: string) => found(profiles.find((profile) => profile.id === id));

/** A new server becomes ready within seconds, as it would. */
const bringUp = (id: string) => {
  const move = (status: 'starting' | 'ready', message: string) => {
    const server = serverOf(id);
    server.status = status;
    server.statusMessage = message;
    if (status === 'ready') {
      const tools = toolsOf.get(serverOf(servers[1]?.id ?? '').id) ?? [];
      toolsOf.set(id, tools);
      server.toolCount = tools.length;
      contracts.set(id, []);
    }
    tell({ kind: 'server', serverId: id, name: server.name, change: 'changed', status, message });
  };
  setTimeout(() => move('starting', 'Installing the package.'), 1_500);
  setTimeout(() => move('ready', 'Ready.'), 4_000);
};

/** Profiles whose changed tool was granted again. */
const accepted = new Set<string>();

const setAssignment = (id: string, serverId: string, tools: string[]) => {
  const profile = profileOf(id);
  accepted.add(id);
  remove(profile.assignments, (assignment) => assignment.installationId === serverId);
  if (tools.length > 0) profile.assignments.push({ installationId: serverId, tools });
  profile.updatedAt = now();
  return profile;
};

const sessionAnswers: Answers = {
  signIn: ({ body }) => {
    const user = users.find(({ email }) => email === body.email);
    if (!user || body.password !== 'archestra-demo')
      throw new AppError('UNAUTHENTICATED', 'E-mail or password is wrong.');
    session.user = user;
    return sessionNow();
  },
  getSession: () => sessionNow(),
  signOut: () => {
    session.user = null;
    return {};
  },
  changePassword: ({ body }) => {
    if (body.currentPassword !== 'archestra-demo')
      throw new AppError('UNAUTHENTICATED', 'The current password is wrong.');
    admin.mustChangePassword = false;
    return {};
  },
};

const serverAnswers: Answers = {
  listServers: ({ query }) => page(servers, query),
  createServer: ({ body }) => {
    if (servers.some(({ name }) => name === body.name))
      throw new AppError('CONFLICT', `There is a server named ${body.name} already. Choose another short name.`);
    const server = {
      ...body,
      id: randomUUID(),
      catalogItemId: randomUUID(),
      status: 'pending' as const,
      statusMessage: 'Waiting for the orchestrator.',
      facts: null,
      toolCount: 0,
      createdAt: now(),
      updatedAt: now(),
    };
    servers.push({ ...server, runtime: null });
    bringUp(server.id);
    return server;
  },
  getServer: ({ params }) => {
    const { runtime, ...installation } = serverOf(params.id);
    return {
      installation: { ...installation, tools: toolsOf.get(params.id) ?? [] },
      runtime,
      contracts: contracts.get(params.id) ?? [],
      unavailable: [],
    };
  },
  deleteServer: ({ params }) => {
    remove(servers, ({ id }) => id === params.id);
    return {};
  },
  refreshServer: () => ({}),
  restartServer: ({ params }) => {
    tell({
      kind: 'server',
      serverId: params.id,
      name: serverOf(params.id).name,
      change: 'started',
      status: 'ready',
      message: 'Restarted.',
    });
    return {};
  },
  setContract: ({ params, body }) => {
    const list = found(contracts.get(params.id));
    remove(list, ({ tool }) => tool === params.tool);
    list.push({ serverId: params.id, tool: params.tool, origin: 'administrator', contract: body });
    return {};
  },
  deleteContract: ({ params }) => {
    const list = found(contracts.get(params.id));
    remove(list, ({ tool }) => tool === params.tool);
    list.push({
      serverId: params.id,
      tool: params.tool,
      origin: 'none',
      contract: { effect: 'egress', output: { integrity: 'untrusted', audience: [] } },
    });
    return {};
  },
  listBlockRules: () => ({ items: blockRules }),
  createBlockRule: ({ body }) => {
    const rule = { ...body, id: randomUUID(), createdAt: now() };
    blockRules.push(rule);
    return rule;
  },
  deleteBlockRule: ({ params }) => {
    remove(blockRules, ({ id }) => id === params.id);
    return {};
  },
};

const profileAnswers: Answers = {
  listProfiles: ({ query }) => page(profiles, query),
  createProfile: ({ body }) => {
    const profile = { ...body, id: randomUUID(), assignments: [], createdAt: now(), updatedAt: now() };
    profiles.push(profile);
    return profile;
  },
  getProfile: ({ params }) => profileOf(params.id),
  updateProfile: ({ params, body }) => Object.assign(profileOf(params.id), body),
  deleteProfile: ({ params }) => {
    remove(profiles, ({ id }) => id === params.id);
    return {};
  },
  setProfileServer: ({ params, body }) => setAssignment(params.id, params.serverId, body.tools),
  removeProfileServer: ({ params }) => setAssignment(params.id, params.serverId, []),
  listProfileTools: ({ query }) => ({
    items: profiles
      .filter(({ id }) => !query.profileId || id === query.profileId)
      .flatMap((profile) =>
        profile.assignments.flatMap(({ installationId, tools }) => {
          const { name } = serverOf(installationId);
          return tools.map((tool, index) => ({
            profileId: profile.id,
            profileName: profile.name,
            serverId: installationId,
            serverName: name,
            tool,
            exposedName: index === 3 && !accepted.has(profile.id) ? null : `${name}__${tool}`,
          }));
        }),
      ),
  }),
};

const recordAnswers: Answers = {
  listToolCalls: ({ query: { outcome, serverName, search = '', ...paging } }) =>
    page(
      calls
        .map(summaryOf)
        .filter(
          (call) =>
            (!outcome || call.outcome === outcome) &&
            (!serverName || call.serverName === serverName) &&
            `${call.name} ${call.userName}`.toLowerCase().includes(search.toLowerCase()),
        ),
      paging,
    ),
  getToolCall: ({ params }) => found(calls.find(({ id }) => id === params.id)),
  listAuditEntries: ({ query }) => page(auditEntries, query),
  listUsers: ({ query }) => page(users, query),
  listTokens: () => ({ items: tokens }),
  createToken: ({ body }) => {
    const secret = `arch_${randomBytes(24).toString('base64url')}`;
    const token = {
      id: randomUUID(),
      name: body.name,
      userId: admin.id,
      prefix: secret.slice(0, 9),
      createdAt: now(),
      expiresAt: body.expiresAt,
      lastUsedAt: null,
      revokedAt: null,
    };
    tokens.push(token);
    return { token, secret };
  },
  revokeToken: ({ params }) => {
    found(tokens.find(({ id }) => id === params.id)).revokedAt = now();
    return {};
  },
  listMemories: () => ({ items: memories }),
  setMemory: ({ params, body }) => {
    remove(memories, ({ name }) => name === params.name);
    const memory = { name: params.name, value: body.value, updatedAt: now() };
    memories.push(memory);
    tell({ kind: 'memory', name: params.name, change: 'changed' });
    return memory;
  },
  deleteMemory: ({ params }) => ({ deleted: remove(memories, ({ name }) => name === params.name) }),
  getStatus: () => ({
    version: '0.1.0',
    gatewayUrl: 'http://localhost:8787',
    peers: ['identity', 'registry', 'sanitizer', 'orchestrator', 'audit', 'knowledge', 'cost', 'gateway'].map(
      (name) => ({ name, up: true, message: '' }),
    ),
  }),
};

/** What the mock says to each question. */
export const answers: Answers = { ...sessionAnswers, ...serverAnswers, ...profileAnswers, ...recordAnswers };
