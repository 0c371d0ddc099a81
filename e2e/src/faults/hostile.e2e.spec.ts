import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consoleRoutes } from '@archestra/contracts';
import { eventually } from '@archestra/testing';
import { RemoteServer } from '../fixture/remote-server.ts';
import { LiveEvents } from '../platform/live-events.ts';
import { usePlatform } from '../platform/use-platform.ts';
import { callTool, post, upload, type RawAnswer } from './raw.ts';

const CALL_TIMEOUT_MS = 3_000;
const remote = new RemoteServer();
const platform = usePlatform(async () => ({
  REMOTE_ALLOWED_HOSTS: await remote.listen(),
  GATEWAY_CALL_TIMEOUT_MS: String(CALL_TIMEOUT_MS),
}));
const live = new LiveEvents();
const folder = mkdtempSync(join(tmpdir(), 'archestra-upload-'));
let endpoint: string;
let token: string;
let everythingId: string;
/** How many calls were heard of before the running test. */
let from: number;

beforeAll(async () => {
  const home = platform();
  const [everything, unknown] = await Promise.all([
    home.serverReady('everything'),
    home.addServer('remote', { kind: 'remote', url: remote.url }),
  ]);
  everythingId = everything.id;
  const profileId = await home.createProfile('Hostile');
  await home.grant(profileId, everything.id);
  await home.grant(profileId, unknown.id);
  for (const tool of await home.toolsOf(unknown.id)) await home.trust(unknown.id, tool);
  endpoint = home.endpoint(profileId);
  token = (await home.createToken('faults')).secret;
  await live.open(home);
  await eventually(async () =>
    expect((await callTool(endpoint, token, 'remote__note', { value: 'x' })).status).toBe(200),
  );
});
beforeEach(() => void (from = live.calls.length));
afterAll(async () => {
  await live.close();
  remote.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Refused before it became a call: typed, at once, on record. */
const expectRefused = async (
  { status, body }: Pick<RawAnswer, 'status' | 'body'>,
  [code, httpStatus]: [string, number],
): Promise<void> => {
  expect({ status, data: body.error?.data }).toMatchObject({ status: httpStatus, data: { code, fault: 'client' } });
  const heard = await live.hear(({ outcome, error }) => outcome === 'refused' && error?.code === code, { from });
  const record = await eventually(() =>
    platform().api.call(consoleRoutes.getToolCall, { params: { id: heard.call.id } }),
  );
  expect(record).toMatchObject({ outcome: 'refused', error: { code, fault: 'client' }, call: null });
};

/** A call that failed: typed, in time, and on record with the same words. */
const expectFailed = async (answer: RawAnswer, codes: string[], withinMs: number): Promise<void> => {
  const { code = 'none', fault } = answer.body.error?.data ?? {};
  expect(codes).toContain(code);
  expect(fault).toBe('server');
  expect(answer.tookMs).toBeLessThan(withinMs);
  const record = await eventually(() =>
    platform().api.call(consoleRoutes.getToolCall, { params: { id: answer.callId ?? '' } }),
  );
  expect(record).toMatchObject({ outcome: 'failed', error: { code, fault: 'server' }, decision: 'allow' });
};

/** Whatever happened, the next call to each server is answered. */
const expectAllFine = (): Promise<void> =>
  eventually(async () => {
    const answers = await Promise.all([
      callTool(endpoint, token, 'remote__note', { value: 'fine' }),
      callTool(endpoint, token, 'everything__echo', { message: 'fine' }),
    ]);
    expect(answers.map(({ body }) => body.result?.content?.[0]?.text)).toEqual(['fine', 'Echo: fine']);
  });

describe('the front door', () => {
  it.each([
    ['half a message', '{"jsonrpc":"2.0","id":1,"method":"tools/ca', 'MALFORMED_JSON'],
    ['a number', '7', 'INVALID_REQUEST'],
    ['a message of another protocol', '{"jsonrpc":"1.0","id":1,"method":"tools/list"}', 'INVALID_REQUEST'],
    ['a method that is no name', '{"jsonrpc":"2.0","id":1,"method":["tools/list"]}', 'INVALID_REQUEST'],
    ['an empty batch', '[]', 'INVALID_REQUEST'],
  ])('refuses %s', async (_what, body, code) => {
    await expectRefused(await post(endpoint, token, body), [code, 400]);
  });

  it('refuses a profile that does not exist', async () => {
    await expectRefused(await callTool(platform().endpoint('018f0000-0000-7000-8000-000000000000'), token, 'echo'), [
      'PROFILE_NOT_FOUND',
      404,
    ]);
  });

  it('refuses a token that never was', async () => {
    await expectRefused(await callTool(endpoint, 'arch_never', 'everything__echo'), ['UNAUTHENTICATED', 401]);
  });

  it('refuses a token that was revoked', async () => {
    const { id, secret } = await platform().createToken('short-lived');
    expect((await callTool(endpoint, secret, 'everything__echo', { message: 'hello' })).status).toBe(200);
    await platform().api.call(consoleRoutes.revokeToken, { params: { id } });
    await eventually(
      async () => expect((await callTool(endpoint, secret, 'everything__echo')).status).toBe(401),
      500,
      10,
    );
    await expectRefused(await callTool(endpoint, secret, 'everything__echo'), ['UNAUTHENTICATED', 401]);
  });

  it.each([
    ['asking first', []],
    ['without asking', ['--header', 'Expect:']],
    ['of unknown length', ['--header', 'Transfer-Encoding: chunked', '--header', 'Expect:']],
  ])('refuses a body of 50 MB, %s', async (_how, more: string[]) => {
    const path = join(folder, 'large.json');
    writeFileSync(path, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"${'x'.repeat(50_000_000)}"}}`);
    const since = performance.now();
    const { status, body } = await upload(endpoint, token, path, more);
    expect(performance.now() - since).toBeLessThan(5_000);
    await expectRefused({ status, body: body as RawAnswer['body'] }, ['REQUEST_TOO_LARGE', 413]);
  });
});

describe('a remote server', () => {
  afterEach(expectAllFine);

  it.each([
    ['never answers', 'silent', ['SERVER_TIMEOUT'], CALL_TIMEOUT_MS + 1_000],
    ['dies mid-call', 'dies', ['SERVER_CRASHED', 'SERVER_UNAVAILABLE'], 1_500],
    ['sends what is not JSON', 'garbage', ['SERVER_PROTOCOL_ERROR'], 1_500],
    ['sends JSON that is no result', 'nonsense', ['SERVER_PROTOCOL_ERROR'], 1_500],
    ['returns 30 MB', 'huge', ['SERVER_RESPONSE_TOO_LARGE'], 5_000],
  ])('%s: the caller is told, in time, that the server is at fault', async (_what, tool, codes, withinMs) => {
    await expectFailed(await callTool(endpoint, token, `remote__${tool}`), codes, withinMs);
  });

  it('answers twice: the first answer counts', async () => {
    const answer = await callTool(endpoint, token, 'remote__twice');
    expect(answer.body.result?.content?.[0]?.text).toBe('first');
  });
});

describe('a server that is killed in the middle of a call', () => {
  afterEach(expectAllFine);

  it('is at fault, and is back a moment later', async () => {
    const { runtime } = await platform().api.call(consoleRoutes.getServer, { params: { id: everythingId } });
    const call = callTool(endpoint, token, 'everything__trigger-long-running-operation', { duration: 30, steps: 2 });
    setTimeout(() => process.kill(runtime?.pid ?? 0, 'SIGKILL'), 500);
    await expectFailed(await call, ['SERVER_CRASHED'], 2_500);
    await eventually(async () => {
      const back = await callTool(endpoint, token, 'everything__echo', { message: 'again' });
      expect(back.body.result?.content?.[0]?.text).toBe('Echo: again');
    });
    const { runtime: revived } = await platform().api.call(consoleRoutes.getServer, { params: { id: everythingId } });
    expect(revived?.pid).not.toBe(runtime?.pid);
  });
});
