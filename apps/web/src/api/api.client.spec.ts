import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { consoleRoutes } from '@archestra/contracts';
import { call, collectPages, routeUrl } from './api.client.ts';
import { ConsoleError } from './error.ts';

const answerWith = (status: number, body: unknown) => {
  const fake = jest.fn<typeof fetch>(() =>
    Promise.resolve(new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })),
  );
  jest.spyOn(globalThis, 'fetch').mockImplementation(fake);
  return fake;
};

afterEach(() => {
  jest.restoreAllMocks();
});

describe('routeUrl', () => {
  it('escapes what goes into the path', () => {
    const params = { id: 'a/b', tool: 'read file?' };
    expect(routeUrl(consoleRoutes.setContract, { params })).toBe('/api/mcp-servers/a%2Fb/contracts/read%20file%3F');
  });

  it('leaves out what was not asked for', () => {
    const query = { search: 'a b', outcome: undefined, cursor: '' };
    expect(routeUrl(consoleRoutes.listToolCalls, { query })).toBe('/api/mcp-tool-calls?search=a+b');
  });
});

describe('call', () => {
  it('parses the answer with the schema of the route', async () => {
    answerWith(200, { items: [{ name: 'a', value: 'b', updatedAt: '2026-11-21T12:00:00Z', secret: 'no' }] });
    await expect(call(consoleRoutes.listMemories, {})).resolves.toEqual({
      items: [{ name: 'a', value: 'b', updatedAt: '2026-11-21T12:00:00Z' }],
    });
  });

  it('sends JSON with every change, so that a foreign page cannot', async () => {
    const fake = answerWith(200, {});
    await call(consoleRoutes.signOut, {});
    expect(fake.mock.calls[0]?.[1]).toMatchObject({
      method: 'DELETE',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
  });

  it('says whose fault a refusal is', async () => {
    answerWith(403, { code: 'CALL_DENIED', message: 'No.', fault: 'policy' });
    await expect(call(consoleRoutes.getSession, {})).rejects.toMatchObject({
      code: 'CALL_DENIED',
      fault: 'policy',
      status: 403,
      message: 'No.',
    });
  });

  it.each([
    ['a page of a proxy', 502, '<html>'],
    ['an answer of another shape', 200, { hello: 1 }],
  ])('counts %s as unreachable', async (_, status, body) => {
    answerWith(status, body);
    await expect(call(consoleRoutes.getSession, {})).rejects.toMatchObject({ code: 'UNREACHABLE', fault: 'network' });
  });

  it('counts a broken connection as unreachable', async () => {
    jest.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('fetch failed'));
    await expect(call(consoleRoutes.getSession, {})).rejects.toBeInstanceOf(ConsoleError);
  });
});

describe('collectPages', () => {
  it('follows the cursor to the end', async () => {
    const read = (cursor = '0') =>
      Promise.resolve({ items: [cursor], nextCursor: cursor === '2' ? null : String(Number(cursor) + 1) });
    await expect(collectPages(read)).resolves.toEqual(['0', '1', '2']);
  });

  it('ends although a cursor never does', async () => {
    await expect(collectPages(() => Promise.resolve({ items: [1], nextCursor: 'again' }))).resolves.toHaveLength(25);
  });
});
