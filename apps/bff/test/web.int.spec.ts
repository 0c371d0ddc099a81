import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from '@jest/globals';
import { useConsole } from './harness/console.ts';

const folder = await mkdtemp(join(tmpdir(), 'web-'));
const root = join(folder, 'dist');
await mkdir(join(root, 'assets'), { recursive: true });
await writeFile(join(root, 'index.html'), '<!doctype html><title>console</title>');
await writeFile(join(root, 'assets', 'main-1a2b3c.js'), 'export {};');
await writeFile(join(root, 'assets', 'main-1a2b3c.js.br'), brotliCompressSync('export {};'));
await writeFile(join(root, 'assets', '.env.txt'), 'secret');
await writeFile(join(folder, 'outside.txt'), 'secret');

describe('the built console', () => {
  const console = useConsole({ WEB_DIR: root });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(['/', '/mcp/registry', '/mcp/logs/019a0000-0000-7000-8000-000000000030?live=1', '/sign-in'])(
    'answers %s with its page',
    async (path) => {
      const answer = await console.ask(path);
      expect([answer.status, answer.headers.get('cache-control'), await answer.text()]).toEqual([
        200,
        'no-cache',
        expect.stringContaining('<title>console'),
      ]);
      expect(answer.headers.get('content-type')).toContain('text/html');
    },
  );

  it('lets browsers keep hashed files', async () => {
    const answer = await console.ask('/assets/main-1a2b3c.js');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
  });

  it('sends the packed twin of a file to whoever takes it, as the same kind of file', async () => {
    const packed = await console.ask('/assets/main-1a2b3c.js', { headers: { 'accept-encoding': 'br' } });
    const plain = await console.ask('/assets/main-1a2b3c.js', { headers: { 'accept-encoding': 'identity' } });
    expect([packed.headers.get('content-encoding'), plain.headers.get('content-encoding')]).toEqual(['br', null]);
    for (const answer of [packed, plain]) {
      expect(answer.headers.get('content-type')).toMatch(/^(?:text|application)\/javascript/);
      expect(answer.headers.get('cache-control')).toContain('immutable');
      expect(await answer.text()).toBe('export {};');
    }
  });

  it.each([
    '/assets/gone.js',
    '/assets/.env.txt',
    '/..%2foutside.txt',
    '/%2e%2e/outside.txt',
    '/assets/%00.js',
    '/index.php',
  ])('has no %s', async (path) => {
    const answer = await console.ask(path);
    expect([400, 403, 404]).toContain(answer.status);
    expect(await answer.text()).not.toContain('secret');
  });

  it('forbids inline scripts, framing and sniffing', async () => {
    const { headers } = await console.ask('/');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('answers the API as before, and never lets it be cached', async () => {
    const answer = await console.ask('/api/session');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([401, 'no-store']);
    expect((await console.ask('/health')).status).toBe(200);
  });
});
