import { sanitizer, type Parsed, type Reply } from '@archestra/contracts';
import { connectAs, eventually, fakePeer } from '@archestra/testing';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { call, modern, modernHeaders, passed, post, profile, request, useGateway } from './gateway.harness.ts';

const { nats, service, state, peers } = useGateway();
type Decided = Parsed<typeof sanitizer.decideCall>;
type Inspected = Parsed<typeof sanitizer.inspectOutput>;

let judge: Awaited<ReturnType<typeof connectAs>>;
const decided: Decided[] = [];
const inspected: Inspected[] = [];
let verdict: (
  asked: Inspected,
) => Reply<typeof sanitizer.inspectOutput> | Promise<Reply<typeof sanitizer.inspectOutput>>;

beforeAll(async () => {
  judge = await connectAs(nats(), 'sanitizer');
  peers.connections.push(judge);
  peers.stop['decide']?.();
  peers.stop['inspect']?.();
  peers.stop['decide'] = fakePeer(judge, sanitizer.decideCall, (asked) => {
    decided.push(asked);
    return state.decide();
  });
  peers.stop['inspect'] = fakePeer(judge, sanitizer.inspectOutput, (asked) => {
    inspected.push(asked);
    return verdict(asked);
  });
  verdict = () => passed;
  // The peers that went must not take what is asked of those that came.
  await Promise.all(peers.connections.map((connection) => connection.flush()));
});
afterEach(() => {
  decided.length = 0;
  inspected.length = 0;
  state.decide = () => ({ outcome: 'allow' });
  verdict = () => passed;
  state.frames.length = 0;
});
const url = (): string => service().url;
const sessionsSeen = (): string[] => [...new Set([...decided, ...inspected].map(({ sessionId }) => sessionId))];

describe('a session that the client names', () => {
  it('is the session of the call in both eras of the protocol, under profile and principal', async () => {
    const name = { 'x-archestra-session': 'chat-1' };
    await post(url(), call('echo', { a: 1 }), name);
    const message = modern('tools/call', { name: 'echo', arguments: {} });
    await post(url(), message, { ...modernHeaders('tools/call', 'echo'), ...name });
    expect(decided).toHaveLength(2);
    const [key = '', ...others] = sessionsSeen();
    expect(others).toEqual([]);
    expect(key).toMatch(new RegExp(`^named:${profile.id}:user:[0-9a-f-]{36}:chat-1$`));
  });

  it('wins over the session of the protocol, and is another than one without a name', async () => {
    const opened = await post(
      url(),
      request('initialize', {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 't', version: '1' },
      }),
    );
    const session = { 'mcp-session-id': opened.headers.get('mcp-session-id') ?? '' };
    await post(url(), call('echo'), session);
    await post(url(), call('echo'), { ...session, 'x-archestra-session': 'chat-1' });
    expect(sessionsSeen().map((key) => key.split(':')[0])).toEqual(['mcp', 'named']);
  });

  it.each(['a b', 'a:b', 'a/b', 'x'.repeat(101), 'ä'])(
    'under the name %j is refused and nothing is called',
    async (name) => {
      const headers = { 'x-archestra-session': Buffer.from(name).toString('latin1') };
      const answer = await post(url(), call('echo'), headers);
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ error: { data: { code: 'INVALID_INPUT', fault: 'client' } } });
      expect(decided).toEqual([]);
    },
  );
});

describe('a call that a person has to approve', () => {
  const approvalId = uuid();
  const ask = () => {
    state.decide = () => ({
      outcome: 'approve',
      reason: 'untrusted-argument',
      message: 'This call was stopped.',
      path: [{ kind: 'source', text: 'a page' }],
      approvalId,
    });
  };

  it('comes back as a tool result that says what to do, and the server is not asked', async () => {
    ask();
    const { status, body } = await post(url(), call('echo', { to: 'eve' }));
    expect(status).toBe(200);
    expect(body.result).toMatchObject({
      isError: true,
      content: [
        { type: 'text', text: expect.stringMatching(/^This call was stopped\. .*approve.*same call again\.$/) },
      ],
      _meta: {
        'dev.archestra/refusal': {
          code: 'APPROVAL_REQUIRED',
          fault: 'policy',
          reason: 'untrusted-argument',
          approvalId,
          path: [{ kind: 'source', text: 'a page' }],
        },
      },
    });
    expect(state.frames).toEqual([]);
    await eventually(() =>
      expect(state.records.at(-1)).toMatchObject({
        outcome: 'denied',
        error: { code: 'APPROVAL_REQUIRED' },
        decision: { outcome: 'approve', reason: 'untrusted-argument' },
      }),
    );
  });

  it('is a JSON-RPC error where there is no tool', async () => {
    state.server = ({ method }) =>
      method === 'prompts/list' ? { prompts: [{ name: 'greet' }] } : { messages: [], resources: [] };
    ask();
    const { body } = await post(url(), request('prompts/get', { name: 'greet' }));
    expect(body.error).toMatchObject({ data: { code: 'APPROVAL_REQUIRED', approvalId } });
    expect(body.result).toBeUndefined();
  });

  it('tells the judge the exact arguments', async () => {
    await post(url(), call('echo', { to: ['ann@example.org'], n: 1.5 }));
    expect(decided).toMatchObject([{ name: 'echo', arguments: { to: ['ann@example.org'], n: 1.5 } }]);
  });
});

describe('a result that typed answers stand for', () => {
  const replace = (): void => {
    verdict = () => ({
      verdict: 'replace',
      label: { integrity: 'untrusted', audience: [] },
      text: 'Kept in quarantine.',
      quarantineId: uuid(),
    });
  };

  it('is replaced in the shape of each method, and the original reaches neither client nor record', async () => {
    state.server = ({ method }) => {
      if (method === 'prompts/list') return { prompts: [{ name: 'greet' }] };
      if (method === 'resources/list') return { resources: [{ uri: 'file:///a', name: 'a' }] };
      if (method === 'resources/read') return { contents: [{ uri: 'file:///a', text: 'POISON' }] };
      if (method === 'prompts/get') return { messages: [{ role: 'user', content: { type: 'text', text: 'POISON' } }] };
      if (method === 'resources/templates/list') return { resourceTemplates: [] };
      return { content: [{ type: 'text', text: 'POISON' }], structuredContent: { poison: 'POISON' } };
    };
    replace();
    const tool = await post(url(), call('echo'));
    expect(tool.body.result).toEqual({ content: [{ type: 'text', text: 'Kept in quarantine.' }] });
    const modernTool = await post(
      url(),
      modern('tools/call', { name: 'echo', arguments: {} }),
      modernHeaders('tools/call', 'echo'),
    );
    expect(modernTool.body.result).toEqual({
      resultType: 'complete',
      content: [{ type: 'text', text: 'Kept in quarantine.' }],
    });
    const resource = await post(url(), request('resources/read', { uri: 'file:///a' }));
    expect(resource.body.result).toEqual({
      contents: [{ uri: 'file:///a', mimeType: 'text/plain', text: 'Kept in quarantine.' }],
    });
    const prompt = await post(url(), request('prompts/get', { name: 'greet' }));
    expect(prompt.body.result).toEqual({
      messages: [{ role: 'user', content: { type: 'text', text: 'Kept in quarantine.' } }],
    });
    expect(inspected).toHaveLength(4);
    await eventually(() =>
      expect(state.records.filter((each) => 'result' in each && each.result).length).toBeGreaterThan(3),
    );
    expect(JSON.stringify(state.records)).not.toContain('POISON');
  });

  it('may take its time while other calls go on', async () => {
    state.server = () => ({ content: [{ type: 'text', text: 'x' }] });
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    verdict = ({ sessionId }) => (sessionId.endsWith(':slow') ? gate.then(() => passed) : passed);
    const slow = post(url(), call('echo'), { 'x-archestra-session': 'slow' });
    for (let n = 0; n < 10; n += 1) expect((await post(url(), call('echo'))).body.result).toBeDefined();
    // Longer than the deadline of a decision: a second model reads the result meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    release();
    expect((await slow).body.result).toMatchObject({ content: [{ text: 'x' }] });
  });
});
