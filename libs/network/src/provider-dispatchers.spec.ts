import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '@archestra/contracts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

type Found = { address: string; family: number }[];
jest.unstable_mockModule('node:dns', () => ({
  lookup: (name: string, _options: object, answer: (error: Error | null, found: Found) => void) =>
    name === 'nowhere.example'
      ? answer(new Error('ENOTFOUND'), [])
      : answer(null, [
          { address: '93.184.216.34', family: 4 },
          { address: '127.0.0.1', family: 4 },
        ]),
}));
const { ProviderDispatchers } = await import('./provider-dispatchers.ts');
const { request } = await import('undici');

const limits = { connections: 2, connectTimeoutMs: 1_000, headersTimeoutMs: 1_000, bodyTimeoutMs: 1_000 };
const codeOf = (error: unknown): string => (error instanceof AppError ? error.code : String(error));

describe('connections to providers', () => {
  const strict = new ProviderDispatchers([], limits);
  let server: Server;
  let port = 0;
  let reached = 0;

  beforeAll(async () => {
    server = createServer((_, response) => {
      reached += 1;
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(async () => {
    await strict.close();
    server.closeAllConnections();
    server.close();
  });

  it.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254', '10.0.0.1', '2130706433'])(
    'never lead to %s',
    (host) => {
      expect(() => strict.to(new URL(`http://${host}:${port}/`))).toThrow(
        expect.objectContaining({ code: 'EGRESS_REFUSED' }),
      );
    },
  );

  it.each([
    ['rebind.example', 'EGRESS_REFUSED'],
    ['nowhere.example', 'PROVIDER_UNAVAILABLE'],
  ])('judge a name by everything it leads to: %s', async (host, code) => {
    const url = new URL(`http://${host}:${port}/`);
    const failure = await request(url, { dispatcher: strict.to(url) }).catch(codeOf);
    expect([failure, reached]).toEqual([code, 0]);
  });

  it('lead to a private host that is allowed, and follow no redirect', async () => {
    const free = new ProviderDispatchers([`127.0.0.1:${port}`], limits);
    const url = new URL(`http://127.0.0.1:${port}/`);
    const { statusCode } = await request(url, { dispatcher: free.to(url) });
    expect([statusCode, reached]).toEqual([302, 1]);
    expect(() => free.to(new URL(`http://127.0.0.1:${port + 1}/`))).toThrow(AppError);
    await free.close();
  });
});
