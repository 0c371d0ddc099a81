import { afterEach, describe, expect, it } from '@jest/globals';
import { AppError, revocations, sanitizer, type ToolCallCompleted } from '@archestra/contracts';
import { Snapshots } from '@archestra/messaging';
import { connectAs, eventually, fakePeer, silentPeer } from '@archestra/testing';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { call, modern, modernHeaders, passed, post, profile, request, TOKEN, useGateway } from './gateway.harness.ts';

describe('what the gateway refuses, whose fault it says it is, and that it is on record', () => {
  const { service, state, peers, nats } = useGateway();
  const url = () => service().url;
  const lastRecord = (check: (record: Record<string, unknown>) => void) =>
    eventually(() => check(state.records.at(-1) as never), 5_000);
  const toServer = () => state.frames.filter(({ method }) => method === 'tools/call').length;

  afterEach(() => {
    state.decide = () => ({ outcome: 'allow' });
    state.server = (frame) => ({ content: [{ type: 'text', text: JSON.stringify(frame.params['arguments']) }] });
  });

  it('lets a decided call through and records it with decision, label and timing', async () => {
    const { status, body, headers } = await post(url(), call('echo', { a: 1 }));
    expect([status, body.result.content[0].text]).toEqual([200, '{"a":1}']);
    await lastRecord((record) =>
      expect(record).toMatchObject({
        callId: headers.get('x-archestra-call-id'),
        outcome: 'answered',
        decision: { outcome: 'allow' },
        label: { integrity: 'trusted' },
        arguments: { text: '{"a":1}' },
        timing: { decideUs: expect.any(Number), executeUs: expect.any(Number), inspectUs: expect.any(Number) },
      }),
    );
  });

  it.each([
    ['no token', { authorization: '' }, 401, 'UNAUTHENTICATED'],
    ['a wrong token', { authorization: 'Bearer arch_wrong' }, 401, 'UNAUTHENTICATED'],
    ['a token that is not one', { authorization: 'Bearer \u00e9' }, 401, 'UNAUTHENTICATED'],
    ['another scheme', { authorization: `Basic ${TOKEN}` }, 401, 'UNAUTHENTICATED'],
    ['a foreign origin', { origin: 'https://evil.example' }, 403, 'ORIGIN_NOT_ALLOWED'],
    ['another content type', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['an unknown session', { 'mcp-session-id': 'nobody-opened-this' }, 404, 'SESSION_NOT_FOUND'],
    ['an unknown protocol version', { 'mcp-protocol-version': '1999-01-01' }, 400, 'UNSUPPORTED_PROTOCOL_VERSION'],
  ])('refuses %s', async (_name, headers, status, code) => {
    const before = toServer();
    const answer = await post(url(), call('echo'), headers);
    expect([answer.status, answer.body.error.data]).toMatchObject([status, { code, fault: 'client' }]);
    if (status === 401) expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    expect(toServer()).toBe(before);
    await lastRecord((record) => expect(record).toMatchObject({ error: { code }, repeated: 1 }));
  });

  it('tells a caller without a credential where to provide it', async () => {
    const details = { serverId: uuid(), fields: ['TOKEN'], url: 'https://console.example/credentials?server=x' };
    state.server = (_frame, up) =>
      up.fail(new AppError('CREDENTIAL_MISSING', `Provide it at ${details.url}`, { details }));
    const { status, body } = await post(url(), call('echo'));
    expect([status, body.error.data, body.error.message]).toMatchObject([
      200,
      { code: 'CREDENTIAL_MISSING', fault: 'client', ...details },
      expect.stringContaining(details.url),
    ]);
    await lastRecord((record) =>
      expect(record).toMatchObject({ outcome: 'failed', error: { code: 'CREDENTIAL_MISSING', fault: 'client' } }),
    );
  });

  it('refuses an unknown profile and a foreign one alike', async () => {
    const { status, body } = await post(url(), call('echo'), {}, uuid());
    expect([status, body.error.data.code]).toEqual([404, 'PROFILE_NOT_FOUND']);
  });

  it.each([
    ['not JSON', '{"jsonrpc"', 400, -32_700],
    ['an empty body', '', 400, -32_700],
    ['no object', '42', 400, -32_600],
    ['no version', '{"id":1,"method":"ping"}', 400, -32_600],
    ['an object as id', '{"jsonrpc":"2.0","id":{},"method":"ping"}', 400, -32_600],
    ['params that are a list', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":[]}', 400, -32_600],
    ['an empty batch', '[]', 400, -32_600],
  ])('refuses %s', async (_name, text, status, code) => {
    const answer = await post(url(), text);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });

  it('refuses 50 MB without reading them to the end', async () => {
    const answer = await post(url(), 'x'.repeat(50 * 1024 * 1024)).catch(() => undefined);
    if (answer) expect([answer.status, answer.body.error.data.code]).toEqual([413, 'REQUEST_TOO_LARGE']);
    await lastRecord((record) => expect(record).toMatchObject({ error: { code: 'REQUEST_TOO_LARGE' } }));
  });

  it.each([
    ['an unknown tool', call('rm'), 'TOOL_NOT_FOUND'],
    ['a tool name in other case', call('ECHO'), 'TOOL_NOT_FOUND'],
    ['a property of objects as tool', call('__proto__'), 'TOOL_NOT_FOUND'],
    ['an unknown method', request('tools/steal'), 'METHOD_NOT_FOUND'],
    ['a property of objects as method', request('constructor'), 'METHOD_NOT_FOUND'],
    ['arguments that are a list', call('echo', []), 'INVALID_INPUT'],
    ['no name', request('tools/call'), 'INVALID_INPUT'],
  ])('answers %s as an error inside the protocol', async (_name, message, code) => {
    const before = toServer();
    const { status, body } = await post(url(), message);
    expect([status, body.error.data.code]).toEqual([200, code]);
    expect(toServer()).toBe(before);
  });

  it.each([
    ['headers are missing', {}],
    ['the method header disagrees', modernHeaders('tools/list', 'echo')],
    ['the name header disagrees', modernHeaders('tools/call', 'slow')],
    ['the version header disagrees', { ...modernHeaders('tools/call', 'echo'), 'mcp-protocol-version': '2025-11-25' }],
    ['the name is not canonical base64', modernHeaders('tools/call', '=?base64?!!?=')],
  ])('refuses a 2026-07-28 request when %s', async (_name, headers) => {
    const before = toServer();
    const { status, body } = await post(url(), modern('tools/call', { name: 'echo', arguments: {} }), headers);
    expect([status, body.error.code]).toEqual([400, -32_020]);
    expect(toServer()).toBe(before);
  });

  it('answers an unknown method of 2026-07-28 with 404', async () => {
    const { status, body } = await post(url(), modern('initialize'), modernHeaders('initialize'));
    expect([status, body.error.code]).toEqual([404, -32_601]);
  });

  it('denies in the shape of a tool result, with reason and remedies, and never asks the server', async () => {
    const before = toServer();
    state.decide = () => ({
      outcome: 'deny',
      reason: 'untrusted-context',
      message: 'Not now.',
      path: [],
      remedies: ['Ask.'],
    });
    const { status, body } = await post(url(), call('echo'));
    expect([status, body.result]).toMatchObject([200, { isError: true, content: [{ text: 'Not now.' }] }]);
    expect(body.result._meta['dev.archestra/refusal']).toMatchObject({
      code: 'CALL_DENIED',
      fault: 'policy',
      reason: 'untrusted-context',
      remedies: ['Ask.'],
    });
    expect(toServer()).toBe(before);
    await lastRecord((record) =>
      expect(record).toMatchObject({ outcome: 'denied', decision: { outcome: 'deny', reason: 'untrusted-context' } }),
    );
  });

  it('refuses when the policy engine throws', async () => {
    const before = toServer();
    state.decide = () => {
      throw new Error('secret cause');
    };
    const { body } = await post(url(), call('echo'));
    expect(body.error.data).toMatchObject({ code: 'INTERNAL', fault: 'gateway' });
    expect(JSON.stringify(body)).not.toContain('secret cause');
    expect(toServer()).toBe(before);
  });

  it('refuses at once when the policy engine is not there, and in time when it is silent', async () => {
    const judge = await connectAs(nats(), 'sanitizer');
    const before = toServer();
    peers.stop['decide']?.();
    await eventually(async () =>
      expect((await post(url(), call('echo'))).body.error.data).toMatchObject({
        code: 'PEER_UNAVAILABLE',
        fault: 'gateway',
      }),
    );
    const unmute = silentPeer(judge, sanitizer.decideCall);
    await judge.flush();
    const startedAt = Date.now();
    expect((await post(url(), call('echo'))).body.error.data).toMatchObject({ code: 'PEER_TIMEOUT', fault: 'gateway' });
    expect(Date.now() - startedAt).toBeLessThan(sanitizer.decideCall.deadlineMs + 1_000);
    unmute();
    fakePeer(judge, sanitizer.decideCall, () => state.decide());
    expect(toServer()).toBe(before);
    await eventually(async () => expect((await post(url(), call('echo'))).body.result).toBeDefined());
  });

  it('withholds a result that cannot be inspected', async () => {
    const judge = await connectAs(nats(), 'sanitizer');
    state.server = () => ({ content: [{ type: 'text', text: 'private words' }] });
    peers.stop['inspect']?.();
    await eventually(async () => {
      const { body } = await post(url(), call('echo'));
      expect(body.error.data.code).toBe('PEER_UNAVAILABLE');
      expect(JSON.stringify(body)).not.toContain('private words');
    });
    const unfake = fakePeer(judge, sanitizer.inspectOutput, () => ({
      verdict: 'withhold' as const,
      reason: 'rule-failed' as const,
      message: 'Withheld.',
    }));
    await judge.flush();
    const { body } = await post(url(), call('echo'));
    expect(body.result).toMatchObject({ isError: true, content: [{ text: 'Withheld.' }] });
    unfake();
    fakePeer(judge, sanitizer.inspectOutput, () => passed);
    await judge.flush();
  });

  it.each<[string, typeof state.server, string]>([
    ['never answers', () => undefined, 'SERVER_TIMEOUT'],
    ['crashes', (_frame, up) => up.fail(new AppError('SERVER_CRASHED', 'It ended.')), 'SERVER_CRASHED'],
    [
      'answers with no object',
      (frame, up) => up.respond(`{"jsonrpc":"2.0","id":${frame.id},"result":7}`),
      'SERVER_PROTOCOL_ERROR',
    ],
  ])('says it is the server’s fault when it %s', async (_name, behaviour, code) => {
    state.server = behaviour;
    const startedAt = Date.now();
    const { status, body } = await post(url(), call('echo'));
    expect([status, body.error.data]).toMatchObject([200, { code, fault: 'server' }]);
    expect(Date.now() - startedAt).toBeLessThan(3_000);
    await lastRecord((record) => expect(record).toMatchObject({ outcome: 'failed', error: { code } }));
  });

  it('takes the first of two answers', async () => {
    state.server = (frame, up) => {
      up.respond(`{"jsonrpc":"2.0","id":${frame.id},"result":{"content":[{"type":"text","text":"first"}]}}`);
      return { content: [{ type: 'text', text: 'second' }] };
    };
    expect((await post(url(), call('echo'))).body.result.content[0].text).toBe('first');
  });

  it('passes the server’s own JSON-RPC error on', async () => {
    state.server = (frame, up) =>
      up.respond(`{"jsonrpc":"2.0","id":${frame.id},"error":{"code":-32001,"message":"mine"}}`);
    expect((await post(url(), call('echo'))).body.error).toEqual({ code: -32_001, message: 'mine' });
  });

  it('tells the server when the client goes away', async () => {
    let cancelled = false;
    state.server = (_frame, up) => {
      up.onCancel = () => (cancelled = true);
    };
    const controller = new AbortController();
    const gone = fetch(`${url()}/v1/mcp/${profile.id}`, {
      method: 'POST',
      signal: controller.signal,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(call('slow')),
    }).catch(() => 'gone');
    await eventually(() =>
      expect(state.frames.at(-1)).toMatchObject({ method: 'tools/call', params: { name: 'slow' } }),
    );
    controller.abort();
    expect(await gone).toBe('gone');
    await eventually(() => expect(cancelled).toBe(true));
    await lastRecord((record) =>
      expect(record).toMatchObject({ outcome: 'failed', error: { code: 'REQUEST_CANCELLED' } }),
    );
  });

  it('never answers fuzzed bodies with 500, and never passes one on', async () => {
    const before = toServer();
    const name = fc.oneof(fc.string(), fc.constantFrom('echo\u200b', 'Echo', 'echo ', '../echo'));
    const message = fc.record({
      jsonrpc: fc.constantFrom('2.0', '1.0'),
      id: fc.oneof(fc.integer(), fc.string(), fc.double()),
      method: fc.oneof(fc.constant('tools/call'), fc.string()),
      params: fc.oneof(fc.record({ name }), fc.json(), fc.object()),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          message.map((value) => JSON.stringify(value)),
          fc.json(),
          fc.string(),
        ),
        async (body) => {
          const { status } = await post(url(), body);
          expect(status).toBeLessThan(500);
        },
      ),
      { numRuns: 300 },
    );
    expect(toServer()).toBe(before);
  }, 60_000);

  it('stops a revoked token within 500 ms', async () => {
    const writer = new Snapshots(await connectAs(nats(), 'identity'), () => undefined).writer(revocations);
    const hash = createHash('sha256').update(TOKEN).digest('hex');
    await writer.put(hash, { revokedAt: new Date().toISOString(), tokenId: uuid() });
    const revokedAt = Date.now();
    await eventually(async () => expect((await post(url(), call('echo'))).status).toBe(401), 500, 10);
    expect(Date.now() - revokedAt).toBeLessThan(500);
    await writer.delete(hash);
    await eventually(async () => expect((await post(url(), call('echo'))).status).toBe(200));
  });

  it('counts every call in the record', () => {
    const calls = state.records.filter((record): record is ToolCallCompleted => 'callId' in record);
    expect(new Set(calls.map(({ callId }) => callId)).size).toBe(calls.length);
  });
});
