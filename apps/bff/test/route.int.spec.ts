import { describe, expect, it } from '@jest/globals';
import { consoleRoutes, profiles, type ConsoleRoute } from '@archestra/contracts';
import { Snapshots } from '@archestra/messaging';
import { useConsole } from './harness/console.ts';
import {
  admin,
  call,
  echo,
  installation,
  member,
  organizationId,
  profile,
  profileId,
  runtime,
  serverId,
} from './harness/world.ts';

const samples: Record<string, string> = { id: serverId, serverId, tool: 'echo', name: 'colour' };
const addressOf = (route: ConsoleRoute): string =>
  route.path.replace(/:(\w+)/g, (_, name: string) => samples[name] ?? name);

describe('the routes of the console', () => {
  const console = useConsole();

  it('are exactly the declared ones', () => {
    const declared = Object.values(consoleRoutes).map(({ method, path }) => `${method} ${path}`);
    const registered = console.routes.filter((route) => route.includes(' /api') && !route.startsWith('HEAD'));
    expect(registered.sort()).toEqual(declared.sort());
  });

  it('are closed to strangers unless declared public', async () => {
    for (const route of Object.values(consoleRoutes)) {
      if (route.permission === 'public') continue;
      const answer = await console.ask(addressOf(route), { method: route.method });
      expect([route.path, answer.status, await answer.json()]).toEqual([
        route.path,
        401,
        expect.objectContaining({ code: 'UNAUTHENTICATED' }),
      ]);
    }
  });

  it('lets a member do nothing that needs more than a member has', async () => {
    // Written down once more, so that a change of the role is noticed here.
    const allowed = new Set([
      'organization:read',
      'team:read',
      'token:read',
      'token:write',
      'catalog:read',
      'server-request:read',
      'server-request:write',
      'mcp-server:read',
      'profile:read',
      'profile:use',
      'credential:read',
      'credential:write',
      'mcp-tool-call:read',
      'memory:read',
      'memory:write',
      'model:use',
      'llm-call:read',
      'chat:read',
      'chat:write',
      'prompt:read',
      'prompt:write',
      'approval:read',
      'approval:write',
    ]);
    for (const route of Object.values(consoleRoutes)) {
      if (route.permission === 'public' || route.permission === 'signed-in' || allowed.has(route.permission)) continue;
      const answer = await console.ask(addressOf(route), { method: route.method, as: member });
      expect([route.path, answer.status]).toEqual([route.path, 403]);
    }
  });

  it('answer what the services say', async () => {
    const get = async (path: string): Promise<unknown> => (await console.ask(path, { as: admin })).json();
    expect(await get('/api/mcp-servers')).toEqual({ items: [{ ...installation, runtime }], nextCursor: null });
    expect(await get(`/api/mcp-servers/${serverId}`)).toMatchObject({
      runtime,
      contracts: [{ tool: 'echo', origin: 'none' }],
      unavailable: [],
    });
    expect(await get('/api/profiles')).toEqual({ items: [profile], nextCursor: null });
    expect(await get(`/api/mcp-tool-calls?limit=1&outcome=answered`)).toEqual({ items: [call], nextCursor: 'next' });
    expect(console.world.asked).toContainEqual({
      subject: 'listToolCalls',
      input: { limit: 1, outcome: 'answered', includeSystem: true },
      context: expect.objectContaining({ organizationId, principal: `user:${admin.id}` }),
    });
  });

  it('shows a granted tool without an exposed name while the gateway does not serve it', async () => {
    const answer = await console.ask(`/api/profile-tools?profileId=${profileId}`, { as: member });
    const row = { profileId, profileName: 'Default', serverId, serverName: 'everything', exposedName: null };
    expect(await answer.json()).toEqual({
      items: [
        { ...row, tool: 'echo' },
        { ...row, tool: 'withheld' },
      ],
    });
  });

  it('names a granted tool as the gateway serves it', async () => {
    const registry = await console.connect('registry');
    const snapshots = new Snapshots(registry, () => undefined);
    const tool = { exposedName: 'everything__echo', tool: echo };
    const server = {
      serverId,
      name: 'everything',
      source: 'npm:x',
      facts: { protocolVersion: '2025-11-25', capabilities: {} },
      tools: [tool],
    };
    const writer = snapshots.writer(profiles);
    await writer.put(profileId, {
      id: profileId,
      organizationId,
      name: 'Default',
      description: '',
      access: profile.access,
      servers: [server],
    });
    let names: unknown;
    for (let attempt = 0; attempt < 50 && names !== 'everything__echo'; attempt += 1) {
      const answer = await console.ask('/api/profile-tools', { as: member });
      names = ((await answer.json()) as { items: { exposedName: string | null }[] }).items[0]?.exposedName;
    }
    expect(names).toBe('everything__echo');
    await registry.close();
  });

  it('hides how a server is set up from those who cannot set it up', async () => {
    const answer = await console.ask('/api/mcp-servers', { as: member });
    expect(await answer.text()).not.toContain('sesame');
  });

  it('adds catalog item and installation, or neither', async () => {
    const body = {
      name: 'everything',
      title: 'Everything',
      source: { kind: 'remote', url: 'https://mcp.example.com/mcp' },
    };
    const added = await console.ask('/api/mcp-servers', { method: 'POST', as: admin, body });
    expect(added.status).toBe(201);
    expect(console.world.catalog.size).toBe(1);
    console.world.catalog.clear();
    console.world.failing = true;
    const refused = await console.ask('/api/mcp-servers', { method: 'POST', as: admin, body });
    expect([refused.status, console.world.catalog.size]).toEqual([409, 0]);
  });

  it('takes the user from the session, whatever the request says', async () => {
    const body = { name: 'laptop', userId: member.id };
    const answer = await console.ask('/api/tokens', { method: 'POST', as: admin, body });
    expect([answer.status, await answer.json()]).toEqual([201, expect.objectContaining({ secret: 'arch_secret' })]);
    expect(console.world.asked.at(-1)).toMatchObject({
      subject: 'createToken',
      input: { actor: { userId: admin.id } },
    });
  });

  it('takes names with slashes, dots and other alphabets in the path', async () => {
    const name = `${'ü'.repeat(190)}/../%x`;
    const answer = await console.ask(`/api/memories/${encodeURIComponent(name)}`, {
      method: 'PUT',
      as: member,
      body: { value: 'blue' },
    });
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ name, value: 'blue' })]);
  });

  it('counts requests by route, not by address', async () => {
    await console.ask(`/api/profiles/${profileId}`, { as: member });
    const text = await (await console.ask('/metrics')).text();
    expect(text).toMatch(/bff_request\S*_count\{[^}]*route="\/api\/profiles\/:id"[^}]*\} \d+/);
    expect(text).not.toContain(profileId);
  });

  it('reports which services answer', async () => {
    const answer = await console.ask('/api/status', { as: member });
    const { gatewayUrl, peers } = (await answer.json()) as {
      gatewayUrl: string;
      peers: { name: string; up: boolean; message: string }[];
    };
    expect(gatewayUrl).toBe('http://127.0.0.1:1');
    expect(peers.filter(({ up }) => !up).map(({ name }) => name)).toEqual(['gateway', 'cost']);
    expect(JSON.stringify(peers)).not.toContain('relation');
  });
});
