import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { serve, type Serving } from '../src/serve.ts';

const TOKEN = 'token-of-this-instance';
const tokenSha256 = createHash('sha256').update(TOKEN).digest('hex');
const fixture = fileURLToPath(new URL('./fixture/server.mjs', import.meta.url));
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const command = [process.execPath, fixture];

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
  for (let round = 0; round < 100; round += 1) {
    if (await holds()) return;
    await delay(50);
  }
  throw new Error('it never came');
};

describe('the bridge', () => {
  const open: { close(): unknown }[] = [];
  const writable = mkdtempSync(join(tmpdir(), 'archestra-bridge-'));
  let serving: Serving;
  let url: string;

  const start = async (...args: string[]): Promise<void> => {
    const environment = { PATH: process.env['PATH'] ?? '', VISIBLE: 'yes' };
    serving = await serve({
      ...{ port: 0, tokenSha256, capabilities: {}, environment, writable: [writable] },
      command: [...command, ...args],
    });
    url = `http://127.0.0.1:${serving.port}`;
  };
  const isHealthy = (): Promise<boolean> => fetch(`${url}/healthz`).then(({ ok }) => ok);
  const connect = async (capabilities = {}): Promise<Client> => {
    const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${TOKEN}` } },
    });
    const client = new Client({ name: 'test', version: '1' }, { capabilities });
    await client.connect(transport);
    open.push(client);
    return client;
  };
  const call = async (
    client: Client,
    name: string,
    args: Record<string, unknown> = {},
    options: Parameters<Client['callTool']>[1] = {},
  ): Promise<string> => {
    const { content } = (await client.callTool({ name, arguments: args }, options)) as { content: { text: string }[] };
    return content[0]?.text ?? '';
  };
  const started = async (): Promise<Client> => {
    await start();
    await until(isHealthy);
    return connect();
  };

  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
    serving.end();
    await serving.ended;
  });

  afterAll(() => rmSync(writable, { recursive: true, force: true }));

  it('lists what its server wrote, follows no link, and tells nobody without the token', async () => {
    mkdirSync(join(writable, 'deep/er'), { recursive: true });
    writeFileSync(join(writable, 'deep/er/large'), 'x'.repeat(500));
    writeFileSync(join(writable, 'small'), 'x');
    symlinkSync('/etc', join(writable, 'link'));
    await start();
    const headers = { authorization: `Bearer ${TOKEN}` };
    const { files } = (await (await fetch(`${url}/written`, { headers })).json()) as { files: unknown };
    expect(files).toEqual([
      { path: join(writable, 'deep/er/large'), bytes: 500 },
      { path: join(writable, 'link'), bytes: 4 },
      { path: join(writable, 'small'), bytes: 1 },
    ]);
    expect((await fetch(`${url}/written`)).status).toBe(401);
  });

  it('lets several sessions share one server without mixing their answers', async () => {
    const clients = [await started(), await connect(), await connect()];
    const values = Array.from({ length: 90 }, (_, number) => `v${number}`);
    const answers = values.map((value, index) =>
      call(clients[index % 3] as Client, 'slowEcho', { value, ms: (index * 7) % 40 }),
    );
    await expect(Promise.all(answers)).resolves.toEqual(values);
  });

  it('brings progress to its own call and cancellation to the server', async () => {
    const client = await started();
    const seen: unknown[] = [];
    await call(client, 'progress', {}, { onprogress: ({ progress }) => void seen.push(progress) });
    expect(seen).toEqual([1, 2]);
    const giveUp = new AbortController();
    const hanging = call(client, 'never', {}, { signal: giveUp.signal });
    await delay(50);
    giveUp.abort();
    await expect(hanging).rejects.toThrow();
    await until(async () => (await call(client, 'cancelled')) === '1');
  });

  it('takes questions of the server to a client, and answers them itself when nobody is there', async () => {
    const client = await started();
    client.setNotificationHandler('notifications/tools/list_changed', () => undefined);
    await expect(call(client, 'ask')).resolves.toBe('-32601');
    const answering = await connect({ roots: {} });
    answering.setRequestHandler('roots/list', () => ({ roots: [{ uri: 'file:///here' }] }));
    await expect(call(answering, 'ask')).resolves.toContain('file:///here');
  });

  it('counts what is not MCP and goes on', async () => {
    const client = await started();
    const kinds: string[] = [];
    const stream = await fetch(`${url}/mcp`, { headers: await newSession() });
    void collect(stream, kinds);
    await expect(call(client, 'garbage')).resolves.toBe('after garbage');
    await until(() => kinds.filter((kind) => kind === 'garbageLines').length === 2);
  });

  it('fails the one call whose answer is too large', async () => {
    const client = await started();
    const [huge, other] = await Promise.allSettled([call(client, 'huge'), call(client, 'echo', { value: 'other' })]);
    expect(huge.status).toBe('rejected');
    expect(other).toMatchObject({ status: 'fulfilled', value: 'other' });
    const response = await post(await newSession(), { id: 7, method: 'tools/call', params: { name: 'huge' } });
    expect(response.headers.get('x-archestra-error')).toBe('SERVER_RESPONSE_TOO_LARGE');
  });

  it('refuses who has no token, comes from a browser, has no session, or sends too much', async () => {
    await started();
    const message = { id: 1, method: 'ping' };
    const statusOf = async (headers: Record<string, string>, body: unknown = message): Promise<number> =>
      (await post(headers, body)).status;
    const authorized = { authorization: `Bearer ${TOKEN}` };
    await expect(statusOf({})).resolves.toBe(401);
    await expect(statusOf({ authorization: 'Bearer wrong' })).resolves.toBe(401);
    await expect(statusOf({ ...authorized, origin: 'https://evil.example' })).resolves.toBe(403);
    await expect(statusOf(authorized)).resolves.toBe(400);
    await expect(statusOf({ ...authorized, 'mcp-session-id': 'unknown' })).resolves.toBe(404);
    await expect(statusOf(await newSession(), { ...message, pad: 'x'.repeat(17 * 1024 * 1024) })).resolves.toBe(413);
    expect((await fetch(`${url}/other`)).status).toBe(404);
  });

  it('is not ready before the server has answered `initialize`', async () => {
    await start('mute');
    await delay(300);
    await expect(isHealthy()).resolves.toBe(false);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    await expect(connect()).rejects.toThrow();
  });

  it('cuts off who waits when the server ends, and tells who listens how it ended', async () => {
    const client = await started();
    const exits: string[] = [];
    void collect(await fetch(`${url}/mcp`, { headers: await newSession() }), exits);
    const hanging = call(client, 'never');
    const dying = call(client, 'exit', { code: 7 });
    await expect(Promise.allSettled([hanging, dying])).resolves.toMatchObject([
      { status: 'rejected' },
      { status: 'rejected' },
    ]);
    await expect(serving.ended).resolves.toBe(7);
    await until(() => exits.includes('exit code 7'));
  });

  it('hides its own variables from the server', async () => {
    await expect(call(await started(), 'environment')).resolves.toBe('PATH VISIBLE');
  });

  const post = (headers: Record<string, string>, body: unknown): Promise<Response> =>
    fetch(`${url}/mcp`, { method: 'POST', headers, body: JSON.stringify({ jsonrpc: '2.0', ...(body as object) }) });
  const newSession = async (): Promise<Record<string, string>> => {
    const authorization = `Bearer ${TOKEN}`;
    const response = await post({ authorization }, { id: 1, method: 'initialize', params: {} });
    return { authorization, 'mcp-session-id': response.headers.get('mcp-session-id') ?? '' };
  };
  const collect = async (stream: Response, into: string[]): Promise<void> => {
    for await (const chunk of stream.body?.pipeThrough(new TextDecoderStream()) ?? [])
      for (const [, value] of chunk.matchAll(/"(?:kind|reason)":"([^"]+)"/g)) into.push(value ?? '');
  };
});

describe('archestra-bridge as a program', () => {
  const run = (args: string[], env: Record<string, string>): ChildProcessWithoutNullStreams =>
    spawn(process.execPath, [main, ...args], { env: { PATH: process.env['PATH'], ...env } });
  const outcome = (child: ChildProcessWithoutNullStreams): Promise<{ code: number | null; printed: string }> =>
    new Promise((resolve) => {
      let printed = '';
      child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
      child.once('close', (code) => resolve({ code, printed }));
    });
  const bridge = { ARCHESTRA_BRIDGE_TOKEN_SHA256: tokenSha256, ARCHESTRA_BRIDGE_PORT: '0' };

  it('ends with the code of the server after its last words', async () => {
    const child = run(['serve', '--', process.execPath, '-e', 'console.error("last words"); process.exit(3)'], bridge);
    await expect(outcome(child)).resolves.toEqual({ code: 3, printed: expect.stringContaining('last words') });
  });

  it('says when a program does not exist, a token is missing, or nothing is asked for', async () => {
    await expect(outcome(run(['serve', '--', '/does/not/exist'], bridge))).resolves.toMatchObject({ code: 127 });
    await expect(outcome(run(['serve', '--', 'x'], {}))).resolves.toEqual({
      code: 1,
      printed: expect.stringContaining('ARCHESTRA_BRIDGE_TOKEN_SHA256 is missing'),
    });
    await expect(outcome(run([], {}))).resolves.toMatchObject({ code: 64 });
  });

  it('ends the server when it is told to', async () => {
    const child = run(['serve', '--', process.execPath, fixture], bridge);
    await new Promise((resolve) => child.stderr.once('data', resolve));
    child.kill('SIGTERM');
    await expect(outcome(child)).resolves.toMatchObject({ code: 0 });
  });
});
