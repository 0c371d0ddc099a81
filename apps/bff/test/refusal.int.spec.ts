import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { consoleRoutes, registry, WireError } from '@archestra/contracts';
import { useConsole } from './harness/console.ts';
import { admin, member, serverId } from './harness/world.ts';

const seen = async (answer: Response): Promise<[number, unknown]> => [
  answer.status,
  WireError.parse(await answer.json()).code,
];

describe('every way to say no', () => {
  const console = useConsole();

  it('says at once that a service is down', async () => {
    await console.stopPeer('audit');
    const startedMs = Date.now();
    expect(await seen(await console.ask('/api/mcp-tool-calls', { as: admin }))).toEqual([503, 'PEER_UNAVAILABLE']);
    expect(Date.now() - startedMs).toBeLessThan(500);
    await console.startPeer('audit');
  });

  it('lets nobody in while identity is down', async () => {
    const cookie = console.cookie(admin);
    await console.stopPeer('identity');
    expect(
      await seen(await console.ask('/api/session', { headers: { cookie: cookie.replace('given', 'fresh') } })),
    ).toEqual([503, 'PEER_UNAVAILABLE']);
    await console.startPeer('identity');
  });

  it('gives up on a silent service at its deadline', async () => {
    await console.stopPeer('registry');
    const silent = await console.connect('registry');
    silent.subscribe(registry.getProfile.subject, { callback: () => undefined });
    await silent.flush();
    expect(await seen(await console.ask(`/api/profiles/${serverId}`, { as: admin }))).toEqual([504, 'PEER_TIMEOUT']);
    await silent.close();
    await console.startPeer('registry');
  });

  it('shows a server although orchestrator and sanitizer are down, and says so', async () => {
    await Promise.all([console.stopPeer('orchestrator'), console.stopPeer('sanitizer')]);
    const answer = await console.ask(`/api/mcp-servers/${serverId}`, { as: admin });
    expect(await answer.json()).toMatchObject({
      runtime: null,
      contracts: [],
      unavailable: ['orchestrator', 'sanitizer'],
    });
    await Promise.all([console.startPeer('orchestrator'), console.startPeer('sanitizer')]);
  });

  it('keeps the text of unplanned failures inside', async () => {
    const answer = await console.ask('/api/usage?from=2026-11-21T00:00:00Z&to=2026-11-22T00:00:00Z', { as: admin });
    const text = await answer.text();
    expect([answer.status, JSON.parse(text)]).toEqual([
      500,
      expect.objectContaining({ code: 'INTERNAL', fault: 'gateway' }),
    ]);
    expect(text).not.toContain('secret');
  });

  it.each<[string, Parameters<typeof console.ask>[1], number, string]>([
    ['bad JSON', { body: '{"name":' }, 400, 'MALFORMED_JSON'],
    ['an empty body', { body: '' }, 400, 'MALFORMED_JSON'],
    ['JSON that reaches for a prototype', { body: '{"__proto__":{"admin":true}}' }, 400, 'MALFORMED_JSON'],
    ['no body', {}, 400, 'INVALID_INPUT'],
    [
      'a body of another type',
      { body: 'name=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'text that pretends to be simple',
      { body: '{"name":"x"}', headers: { 'content-type': 'text/plain' } },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['a body over 1 MiB', { body: { name: 'x', description: 'y'.repeat(1_100_000) } }, 413, 'REQUEST_TOO_LARGE'],
    [
      'a foreign origin',
      { body: { name: 'x' }, headers: { origin: 'https://evil.example' } },
      403,
      'ORIGIN_NOT_ALLOWED',
    ],
    ['a null origin', { body: { name: 'x' }, headers: { origin: 'null' } }, 403, 'ORIGIN_NOT_ALLOWED'],
    ['a foreign site', { body: { name: 'x' }, headers: { 'sec-fetch-site': 'cross-site' } }, 403, 'ORIGIN_NOT_ALLOWED'],
    ['a field of the wrong type', { body: { name: 7 } }, 400, 'INVALID_INPUT'],
  ])('refuses %s', async (_, ask, status, code) => {
    expect(await seen(await console.ask('/api/profiles', { method: 'POST', as: admin, ...ask }))).toEqual([
      status,
      code,
    ]);
  });

  it('refuses a change that does not say where it comes from', async () => {
    const answer = await fetch(`${console.url}/api/profiles/${serverId}`, {
      method: 'DELETE',
      headers: { cookie: console.cookie(admin) },
    });
    expect(await seen(answer)).toEqual([403, 'ORIGIN_NOT_ALLOWED']);
  });

  it('refuses a built-in server from outside', async () => {
    const body = { name: 'x', title: 'X', source: { kind: 'builtin', service: 'knowledge' } };
    expect(await seen(await console.ask('/api/mcp-servers', { method: 'POST', as: admin, body }))).toEqual([
      400,
      'INVALID_INPUT',
    ]);
  });

  it('names the wrong field', async () => {
    const answer = await console.ask('/api/profiles/7', { as: admin });
    expect(await answer.json()).toMatchObject({ code: 'INVALID_INPUT', details: { issues: [{ path: 'path.id' }] } });
  });

  it('does not open a stream for HEAD', async () => {
    const answer = await console.ask('/api/events', { method: 'HEAD', as: admin });
    expect(answer.status).toBe(405);
  });

  it('has nothing at other addresses', async () => {
    for (const path of ['/api', '/api/', '/api/nothing', '/API/session/x', '/api/session/../../etc/passwd']) {
      expect(await seen(await console.ask(path, { as: admin }))).toEqual([404, 'NOT_FOUND']);
    }
    expect(await seen(await console.ask('/api/%zz', { as: admin }))).toEqual([400, 'INVALID_INPUT']);
    expect((await console.ask(`/api/profiles/${'x'.repeat(5_000)}`, { as: admin })).status).toBe(400);
  });

  it('believes a session no longer than two seconds', async () => {
    const cookie = console.cookie(member);
    expect((await console.ask('/api/session', { headers: { cookie } })).status).toBe(200);
    console.world.sessions.clear();
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect(await seen(await console.ask('/api/session', { headers: { cookie } }))).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('never fails on input, whatever it is', async () => {
    const routes = Object.values(consoleRoutes).filter(({ path }) => !['/api/events', '/api/usage'].includes(path));
    const part = fc.oneof(
      fc.constant(serverId),
      fc.webSegment(),
      fc.string({ maxLength: 60 }).map((text) => encodeURIComponent(text.toWellFormed())),
    );
    const request = fc.record({
      route: fc.constantFrom(...routes),
      parts: fc.array(part, { minLength: 2, maxLength: 2 }),
      query: fc.dictionary(
        fc.constantFrom('limit', 'cursor', 'tail', 'since', 'profileId', 'search'),
        fc.string({ unit: 'binary', maxLength: 20 }),
      ),
      body: fc.oneof(fc.json(), fc.string(), fc.constant('{"__proto__":{"x":1}}')),
    });
    const attempt = async ({
      route,
      parts,
      query,
      body,
    }: typeof request extends fc.Arbitrary<infer T> ? T : never): Promise<void> => {
      const left = [...parts];
      const path = route.path.replace(/:\w+/g, () => left.shift() ?? 'x');
      const search = new URLSearchParams(
        Object.entries(query).map(([name, value]): [string, string] => [name, value.toWellFormed()]),
      );
      const answer = await console.ask(`${path}?${search}`, {
        method: route.method,
        as: admin,
        ...(route.method === 'GET' ? {} : { body }),
      });
      expect([route.path, answer.status < 500 || [503, 504].includes(answer.status)]).toEqual([route.path, true]);
      await answer.arrayBuffer();
    };
    await fc.assert(fc.asyncProperty(request, attempt), { numRuns: 300 });
  }, 60_000);
});
