import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';

const asked: string[] = [];
jest.unstable_mockModule('node:dns', () => ({
  lookup: (
    name: string,
    _options: object,
    answer: (error: null, found: { address: string; family: number }[]) => void,
  ) => {
    asked.push(name);
    answer(null, [{ address: '127.0.0.1', family: 4 }]);
  },
}));
const { guardedFetch } = await import('./guarded-fetch.client.ts');

describe('guardedFetch', () => {
  let server: Server;
  let port = 0;
  let reached = 0;

  beforeAll(async () => {
    server = createServer((_, response) => {
      reached += 1;
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end('hello');
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  });
  beforeEach(() => {
    asked.length = 0;
    reached = 0;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const strict = guardedFetch({ allowPrivate: false, allowedHosts: [] });

  it('looks a name up once, for the connection itself, and judges what it connects to', async () => {
    await expect(strict(`http://rebind.example:${port}/`)).rejects.toMatchObject({ code: 'SERVER_UNAVAILABLE' });
    expect(asked).toEqual(['rebind.example']);
    expect(reached).toBe(0);
  });

  it.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254', '2130706433'])(
    'refuses %s, which is looked up by nobody',
    async (host) => {
      await expect(strict(`http://${host}:${port}/`)).rejects.toMatchObject({ code: 'SERVER_UNAVAILABLE' });
      expect(asked).toEqual([]);
      expect(reached).toBe(0);
    },
  );

  it('reaches a private host that is allowed by name, and follows no redirect', async () => {
    const free = guardedFetch({ allowPrivate: false, allowedHosts: [`127.0.0.1:${port}`] });
    const response = await free(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}' });
    expect([response.status, await response.text(), reached]).toEqual([302, 'hello', 1]);
  });
});
