import { llm, type AppError } from '@archestra/contracts';
import { ScriptedProvider } from '@archestra/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { entry, organizationId, profile, standard, TOKEN, useLlmGateway } from './llm.harness.ts';

const gateway = useLlmGateway({ GATEWAY_LLM_MAX_REQUEST_BYTES: '3000000', GATEWAY_LLM_MAX_IMAGE_BYTES: '100000' });

interface Answer {
  status: number;
  headers: Headers;
  text: string;
  body: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const post = async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
  const usual = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  const sent = Object.entries({ ...usual, ...headers }).filter(([, value]) => value !== '');
  const response = await fetch(`${gateway.service().url}/v1/${path}`, {
    method: 'POST',
    headers: Object.fromEntries(sent),
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
};

const user = (content: unknown) => ({ role: 'user', content });
const chat = (model: string, words = 'Hello', more: object = {}) => ({ model, messages: [user(words)], ...more });
const message = (model: string, words = 'Hello', more: object = {}) => ({
  model,
  max_tokens: 50,
  messages: [user(words)],
  ...more,
});
const lastSent = (): string => gateway.provider.received.at(-1)?.text ?? '';
const asked = (): number => gateway.provider.received.length;

describe('who may ask models', () => {
  it.each([
    ['without a token', { authorization: '' }, 'openai/chat/completions', 401, 'UNAUTHENTICATED'],
    [
      'with an unknown token',
      { authorization: 'Bearer arch_other' },
      'openai/chat/completions',
      401,
      'UNAUTHENTICATED',
    ],
    ['without the right', { authorization: 'Bearer arch_no-models' }, 'anthropic/messages', 403, 'NOT_ALLOWED'],
    ['through an unknown profile', {}, `openai/${uuid()}/chat/completions`, 404, 'PROFILE_NOT_FOUND'],
    [
      'with a token for several profiles and none named',
      { authorization: 'Bearer arch_two-profiles' },
      'openai/chat/completions',
      403,
      'NOT_ALLOWED',
    ],
    ['from a foreign web page', { origin: 'https://evil.example' }, 'anthropic/messages', 403, 'ORIGIN_NOT_ALLOWED'],
  ])('nobody %s', async (_, headers, path, status, code) => {
    const before = asked();
    const body = path.startsWith('openai') ? chat('echo') : message('echo');
    const answer = await post(path, body, headers);
    expect(answer.status).toBe(status);
    expect(answer.body.error.archestra).toMatchObject({ code, fault: 'client' });
    expect(answer.headers.get('x-archestra-call-id')).toBe(answer.body.error.archestra.call_id);
    expect([asked(), gateway.state.plans.length]).toEqual([before, 0]);
  });

  it('whoever shows a token as clients of Anthropic do', async () => {
    const answer = await post('anthropic/messages', message('claude:echo'), { authorization: '', 'x-api-key': TOKEN });
    expect([answer.status, answer.body.content?.[0]?.text]).toEqual([200, 'Hello']);
  });

  it('a token that is narrowed to one profile asks through that one', async () => {
    await post('openai/chat/completions', chat('acme:echo'), { authorization: 'Bearer arch_one-profile' });
    expect(gateway.state.plans).toMatchObject([{ profileId: profile.id }]);
  });

  it('the chat of the platform is a source of its own', async () => {
    const headers = { authorization: 'Bearer arch_chat-alone' };
    const answer = await post('openai/chat/completions', chat('acme:echo'), headers);
    expect([answer.status, answer.body.choices?.[0].message.content]).toEqual([200, 'Hello']);
    expect(await gateway.recorded()).toMatchObject({ source: 'chat', profile: null });
  });

  it('the chat of the platform reaches no profile its token does not name', async () => {
    const headers = { authorization: 'Bearer arch_chat-alone' };
    const answer = await post(`openai/${profile.id}/chat/completions`, chat('acme:echo'), headers);
    expect([answer.status, answer.body.error.archestra.code]).toEqual([404, 'PROFILE_NOT_FOUND']);
  });
});

describe('which provider answers', () => {
  const list = async (path: string): Promise<string[]> => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const response = await fetch(`${gateway.service().url}/v1/${path}`, { headers });
    return ((await response.json()) as { data: { id: string }[] }).data.map(({ id }) => id);
  };

  it('is found by the name of the model, or by both names', async () => {
    expect(await list('openai/models')).toEqual(['echo', 'reasoning']);
    expect(await list('anthropic/v1/models')).toEqual(['echo', 'reasoning']);
    expect(await list('model-router/models')).toEqual(['acme:echo', 'claude:reasoning']);
    await post('openai/chat/completions', chat('echo'));
    await post('openai/chat/completions', chat('reasoning'));
    await post('model-router/chat/completions', chat('claude:echo'));
    expect(gateway.state.plans.map(({ requested }) => requested)).toEqual([
      { provider: 'acme', model: 'echo' },
      { provider: 'claude', model: 'reasoning' },
      { provider: 'claude', model: 'echo' },
    ]);
  });

  it('is nobody for a bare name on the model router', async () => {
    const answer = await post('model-router/chat/completions', chat('echo'));
    expect([answer.status, answer.body.error.code]).toEqual([404, 'model_not_found']);
    expect(await gateway.recorded()).toMatchObject({
      outcome: 'failed',
      requested: null,
      error: { code: 'MODEL_NOT_FOUND' },
    });
  });

  it('is nobody for embeddings of a provider that has none', async () => {
    const answer = await post('openai/embeddings', { model: 'claude:reasoning', input: 'x' });
    expect([answer.status, answer.body.error.archestra.code]).toEqual([400, 'INVALID_INPUT']);
  });

  it('is the one a rule chose, in its own dialect, and the client learns which model it was', async () => {
    gateway.state.plan = () => ({
      outcome: 'go',
      target: { provider: 'claude', model: 'echo' },
      fallbacks: [],
      ruleId: uuid(),
      reservedMicroUsd: 1,
      limitsOutput: false,
    });
    const answer = await post('openai/chat/completions', chat('acme:reasoning'));
    expect(answer.headers.get('x-archestra-model')).toBe('claude:echo');
    expect(answer.body.choices[0].message.content).toBe('Hello');
    expect(gateway.provider.received.at(-1)?.path).toBe('/v1/messages');
    const record = await gateway.recorded();
    expect(record).toMatchObject({ requested: { provider: 'acme' }, used: { provider: 'claude', model: 'echo' } });
    expect(record.ruleId).not.toBeNull();
  });

  it('answers embeddings, counts tokens', async () => {
    const { data } = await gateway.openai().embeddings.create({ model: 'acme:echo', input: ['a', 'b'] });
    expect(data).toHaveLength(2);
    expect(await gateway.recorded()).toMatchObject({
      operation: 'embeddings',
      usage: { inputTokens: 2, outputTokens: 0 },
    });
    const counted = await gateway
      .anthropic()
      .messages.countTokens({ model: 'claude:echo', messages: [{ role: 'user', content: 'x' }] });
    expect(counted.input_tokens).toBeGreaterThan(0);
    const before = asked();
    const { body } = await post('anthropic/messages/count_tokens', message('acme:echo'));
    expect([body.input_tokens > 0, asked()]).toEqual([true, before]);
    // Counting costs nothing: only the embeddings were planned.
    expect(gateway.state.plans).toHaveLength(1);
  });
});

describe('in the same dialect', () => {
  it('bytes pass unchanged in both directions', async () => {
    const odd =
      '{"messages" : [ {"role":"user","content":"\\u00e4 1.0"} ],\n "model":"echo", "top_p": 1.0, "unknown_field": {"a": [1e2]}}';
    const answer = await post('openai/chat/completions', odd);
    expect(lastSent()).toBe(odd);
    const direct = await fetch(`${gateway.provider.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-upstream-secret-key' },
      body: odd,
    });
    const withoutIds = (text: string): string => text.replace(/"(id|created)":("[^"]*"|\d+)/g, '');
    expect(withoutIds(answer.text)).toBe(withoutIds(await direct.text()));
  });

  it('the usage we ask for ourselves is not shown to a client that did not', async () => {
    const answer = await post('openai/chat/completions', chat('echo', 'one two', { stream: true }));
    expect(lastSent()).toContain('"include_usage":true');
    expect(answer.text).not.toContain('"usage"');
    expect(answer.text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect((await gateway.recorded()).usage?.outputTokens).toBe(2);
  });
});

describe('results of tools', () => {
  const call = { id: 'call_1', type: 'function', function: { name: 'mcp__us__echo', arguments: '{}' } };
  const conversation = (result: string, more: object[] = []) => ({
    model: 'acme:echo',
    messages: [
      user('Read it'),
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'call_1', content: result },
      ...more,
    ],
  });
  const path = `openai/${profile.id}/chat/completions`;

  it('are inspected before the provider sees them, each once in a conversation', async () => {
    const result = `result ${uuid()}`;
    await post(path, conversation(result));
    expect(gateway.state.inspected).toMatchObject([
      {
        profileId: profile.id,
        userTexts: ['Read it'],
        results: [
          {
            toolCallId: 'call_1',
            text: result,
            tool: { serverId: profile.servers[0]?.serverId, upstreamName: 'echo' },
          },
        ],
      },
    ]);
    await post(path, conversation(result));
    expect(gateway.state.inspected).toHaveLength(1);
    await post(path, conversation(result, [user('And now?')]));
    expect(gateway.state.inspected).toHaveLength(2);
    expect(gateway.state.inspected[1]).toMatchObject({ userTexts: ['Read it', 'And now?'], results: [] });
    await post(path, conversation(`${result} edited`));
    expect(gateway.state.inspected[2]?.results).toMatchObject([{ text: `${result} edited` }]);
  });

  it('are replaced where they must not be shown, again and again', async () => {
    const reason = 'untrusted-context' as const;
    gateway.state.inspect = ({ results }) =>
      results.map(({ position }) => ({ position, text: 'A summary.', quarantineId: null, reason }));
    const secret = `secret ${uuid()}`;
    for (const round of [1, 2]) {
      await post(path, conversation(secret));
      expect(lastSent()).toContain('A summary.');
      expect(lastSent()).not.toContain(secret);
      expect(gateway.state.inspected).toHaveLength(1);
      expect(round === 1 || (await gateway.recorded()).withheldResults === 1).toBe(true);
      const { request } = await gateway.recorded();
      expect(request.text).toContain('A summary.');
      expect(request.text).not.toContain(secret);
    }
  });

  it('that nobody inspected are not on record', async () => {
    const secret = `secret ${uuid()}`;
    gateway.state.plan = () => {
      throw new Error('broken');
    };
    await post(path, conversation(secret));
    const { outcome, request } = await gateway.recorded();
    expect([outcome, request.text.includes(secret), request.text.includes('Read it')]).toEqual(['failed', false, true]);
  });

  it('are replaced for a provider of the other dialect, too', async () => {
    const reason = 'untrusted-context' as const;
    gateway.state.inspect = () => [{ position: 0, text: 'A summary.', quarantineId: null, reason }];
    const secret = `secret ${uuid()}`;
    await post(path, { ...conversation(secret), model: 'claude:echo' });
    expect(lastSent()).toContain('A summary.');
    expect(lastSent()).not.toContain(secret);
  });

  it('go in portions that fit a message', async () => {
    const calls = Array.from({ length: 4 }, (_, index) => ({ ...call, id: `call_${index}` }));
    const results = calls.map(({ id }) => ({
      role: 'tool',
      tool_call_id: id,
      content: `${id} ${'x'.repeat(400_000)}`,
    }));
    const messages = [user('Read'), { role: 'assistant', content: null, tool_calls: calls }, ...results];
    const answer = await post(path, { model: 'acme:echo', messages });
    expect(answer.status).toBe(200);
    expect(gateway.state.inspected.map(({ results: told }) => told.length)).toEqual([1, 1, 1, 1]);
  });

  it('too large to be inspected are shown to nobody', async () => {
    const before = asked();
    const answer = await post(path, conversation('x'.repeat(700_000)));
    expect([answer.status, answer.body.error.archestra.code, asked()]).toEqual([413, 'REQUEST_TOO_LARGE', before]);
  });

  it('are shown to nobody while nobody can inspect them', async () => {
    gateway.state.inspect = () => {
      throw new Error('broken');
    };
    const before = asked();
    const answer = await post(path, conversation(`result ${uuid()}`));
    expect([answer.status, answer.body.error.archestra.code, asked()]).toEqual([500, 'INTERNAL', before]);
    expect(answer.text).not.toContain('broken');
  });
});

describe('calls of an answer', () => {
  const path = `openai/${profile.id}/chat/completions`;

  it('are shown to nobody while nobody can decide', async () => {
    gateway.state.decide = () => {
      throw new Error('broken');
    };
    for (const stream of [false, true]) {
      const answer = await post(path, chat('acme:demo', '[[call send {"to":"leak-0815"}]]', { stream }));
      expect(answer.text).toContain('INTERNAL');
      expect(answer.text).not.toContain('leak-0815');
    }
  });

  it('with broken arguments are refused, and nobody has to decide on them', async () => {
    const tools = [{ type: 'function', function: { name: 'send', parameters: { type: 'object' } } }];
    for (const stream of [false, true]) {
      const answer = await post(path, chat('acme:broken-arguments', 'Send it', { stream, tools }));
      expect(answer.status).toBe(200);
      expect(answer.text.replaceAll('"}}]}\n\ndata: ', '')).toContain('refused');
      expect(answer.text).not.toContain('broken\\": ');
    }
    expect(gateway.state.decided).toEqual([]);
    expect((await gateway.recorded()).toolCalls).toMatchObject([{ outcome: 'deny', reason: null }]);
  });

  it('are those of the client where no profile shows such a tool', async () => {
    await post(path, chat('acme:demo', '[[call Bash {"command":"ls"} ;; mcp__us__send {} ;; mcp__send {}]]'));
    await post('openai/chat/completions', chat('acme:demo', '[[call send {}]]'));
    const tools = gateway.state.decided.flatMap(({ calls }) =>
      calls.map(({ tool }) => [tool.name, tool.serverId === null]),
    );
    expect(tools).toEqual([
      ['Bash', true],
      ['mcp__us__send', false],
      ['mcp__send', true],
      ['send', true],
    ]);
  });

  it('come after the words of the person, once', async () => {
    const words = `[[call send {}]] ${uuid()}`;
    await post(path, chat('acme:demo', words));
    await post(path, chat('acme:demo', words));
    expect(gateway.state.inspected).toMatchObject([{ userTexts: [words], results: [] }]);
    expect(gateway.state.decided).toHaveLength(2);
    expect(new Set(gateway.state.decided.map(({ sessionId }) => sessionId)).size).toBe(1);
  });

  it('belong to the session the client names', async () => {
    await post(path, chat('acme:demo', '[[call send {}]]'), { 'x-archestra-session': 'chat-7' });
    expect(gateway.state.decided[0]?.sessionId).toMatch(new RegExp(`^named:${profile.id}:user:.*:chat-7$`));
    const answer = await post(path, chat('acme:demo'), { 'x-archestra-session': 'not a name' });
    expect([answer.status, answer.body.error.archestra.code]).toEqual([400, 'INVALID_INPUT']);
  });
});

describe('what cannot be looked at', () => {
  const image = (bytes: number) => [
    { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(bytes)}` } },
  ];
  it.each<[string, string, unknown, number, string]>([
    ['a body that is no JSON', 'openai/chat/completions', '{"model":', 400, 'MALFORMED_JSON'],
    ['no body', 'anthropic/messages', '', 400, 'MALFORMED_JSON'],
    ['a body of the wrong shape', 'openai/chat/completions', [], 400, 'INVALID_INPUT'],
    ['no model', 'openai/responses', { input: 'x' }, 400, 'INVALID_INPUT'],
    ['an unknown model', 'model-router/chat/completions', chat('acme2:none'), 404, 'MODEL_NOT_FOUND'],
    ['too much', 'openai/chat/completions', chat('acme:echo', 'x'.repeat(3_100_000)), 413, 'REQUEST_TOO_LARGE'],
    [
      'too large an image',
      'openai/chat/completions',
      { model: 'acme:echo', messages: [user(image(200_000))] },
      413,
      'REQUEST_TOO_LARGE',
    ],
    [
      'a search at the provider',
      'openai/responses',
      { model: 'acme:echo', input: 'x', tools: [{ type: 'web_search' }] },
      400,
      'INVALID_INPUT',
    ],
    [
      'a search at the other provider',
      'anthropic/messages',
      message('claude:echo', 'x', { tools: [{ type: 'web_search_20250305', name: 'web_search' }] }),
      400,
      'INVALID_INPUT',
    ],
    [
      'servers at the provider',
      'anthropic/messages',
      message('claude:echo', 'x', { mcp_servers: [{ type: 'url', url: 'https://x.example', name: 'x' }] }),
      400,
      'INVALID_INPUT',
    ],
    [
      'a conversation at the provider',
      'openai/responses',
      { model: 'acme:echo', input: 'x', previous_response_id: 'resp_1' },
      400,
      'INVALID_INPUT',
    ],
  ])('is refused in the words of the dialect: %s', async (_, path, body, status, code) => {
    const before = asked();
    const answer = await post(path, body);
    const error = answer.body.error;
    expect([answer.status, error.archestra.code, error.archestra.fault, asked()]).toEqual([
      status,
      code,
      'client',
      before,
    ]);
    expect(error.message.length).toBeGreaterThan(10);
    expect('type' in answer.body).toBe(path.startsWith('anthropic'));
    expect(gateway.state.plans).toEqual([]);
  });

  it('is never answered with a failure of ours, whatever was sent', async () => {
    const names = fc.constantFrom(
      'model',
      'messages',
      'input',
      'tools',
      'role',
      'content',
      'type',
      'stream',
      'max_tokens',
    );
    const body = fc.dictionary(names, fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>('acme:echo', 'user', true)));
    const paths = fc.constantFrom(
      'openai/chat/completions',
      'openai/responses',
      'openai/embeddings',
      'anthropic/messages',
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(body, fc.jsonValue(), fc.string()), paths, async (value, path) => {
        const answer = await post(path, value);
        expect(answer.body).toBeDefined();
        if (answer.status !== 200) expect(answer.body.error.archestra.fault).toBe('client');
      }),
      { numRuns: 150 },
    );
  });
});

describe('a limit of the answer', () => {
  const limited = (limitsOutput: boolean): void => {
    gateway.state.plan = ({ requested: target }) => ({
      ...{ outcome: 'go', target, fallbacks: [], ruleId: null, reservedMicroUsd: 0 },
      limitsOutput,
    });
  };
  const sent = () => JSON.parse(lastSent()) as Record<string, unknown>;
  const input = { model: 'acme:reasoning', input: 'Hello' };
  it.each([
    ['openai/chat/completions', chat('acme:reasoning'), { max_tokens: 16_384 }],
    ['openai/chat/completions', { ...chat('acme:reasoning'), n: 2 }, { max_tokens: 16_384 }],
    [
      'openai/chat/completions',
      chat('acme:reasoning', 'Hello', { max_completion_tokens: 7 }),
      { max_tokens: undefined },
    ],
    ['openai/chat/completions', chat('acme:echo'), { max_tokens: undefined }],
    ['openai/chat/completions', chat('claude:reasoning'), { max_tokens: 16_384 }],
    ['openai/responses', input, { max_output_tokens: 16_384 }],
    ['openai/responses', { ...input, max_output_tokens: 9 }, { max_output_tokens: 9 }],
  ])('is written where a budget holds and nothing else says one: %s %j', async (path, body, expected) => {
    limited(true);
    await post(path, body);
    expect({ ...expected, ...sent() }).toMatchObject(expected);
  });

  it('is written for Anthropic’s own clients, too, where their model is somebody else’s', async () => {
    limited(true);
    await post('anthropic/messages', { model: 'acme:reasoning', messages: [user('Hello')] });
    expect(sent()).toMatchObject({ max_tokens: 16_384 });
  });

  it('is left out when the model refuses it: then it cannot write as much', async () => {
    limited(true);
    const answer = await post('openai/chat/completions', chat('acme:most-4096'));
    expect([answer.status, answer.body.choices?.[0].message.content]).toEqual([200, 'Hello']);
    expect(sent()).not.toHaveProperty('max_tokens');
    expect((await gateway.recorded()).attempts.map(({ status }) => status)).toEqual([400, 200]);
    // What the client itself asked for is not changed.
    const refused = await post('openai/chat/completions', chat('acme:most-4096', 'Hello', { max_tokens: 9_000 }));
    expect(refused.status).toBe(400);
  });

  it('is nobody’s business without a budget', async () => {
    limited(false);
    const body = chat('acme:reasoning');
    await post('openai/chat/completions', body);
    expect(sent()).toEqual({ ...body, model: 'reasoning' });
  });
});

describe('when a provider fails', () => {
  const second = new ScriptedProvider({ keepsRequests: true });
  beforeAll(async () => {
    await second.listen();
    const [acme, claude] = standard(gateway.provider);
    await gateway.tell([
      { ...acme!, fallbacks },
      claude!,
      entry('spare', second.baseUrl, { dialect: 'anthropic', sealedKey: null }),
      entry('off', second.baseUrl, { isEnabled: false }),
      entry('nowhere', 'http://127.0.0.1:9/v1'),
      entry('private', 'https://10.0.0.1/v1'),
      entry('moved', gateway.provider.baseUrl, { sealedKey: entry('x', 'http://127.0.0.1').sealedKey }),
    ]);
  });
  afterAll(() => second.close());

  /** What the till says of acme. */
  const fallbacks = [
    { provider: 'spare', model: 'echo' },
    { provider: 'gone', model: 'echo' },
  ];
  const planned = (change: object = {}): void => {
    gateway.state.plan = ({ requested: target }) => ({
      outcome: 'go',
      target,
      fallbacks,
      ruleId: null,
      reservedMicroUsd: 0,
      limitsOutput: false,
      ...change,
    });
  };

  it('is asked again while it is overloaded', async () => {
    const answer = await post('openai/chat/completions', chat('claude:flaky-2'));
    expect(answer.body.choices[0].message.content).toBe('answered after 2 failures');
    expect((await gateway.recorded()).attempts.map(({ status, error }) => [status, error])).toEqual([
      [503, 'PROVIDER_UNAVAILABLE'],
      [503, 'PROVIDER_UNAVAILABLE'],
      [200, null],
    ]);
  });

  it.each(['status-401', 'status-429-60', 'status-500', 'slow-6000'])('its fallbacks are asked: %s', async (model) => {
    planned();
    const answer = await post('openai/chat/completions', chat(`acme:${model}`, 'Hello', { stream: true }));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-archestra-model')).toBe('spare:echo');
    expect(answer.text).toContain('Hello');
    expect(second.received.at(-1)?.headers['authorization']).toBeUndefined();
    const record = await gateway.recorded();
    expect(record.used).toEqual({ provider: 'spare', model: 'echo' });
    expect(record.attempts.at(-1)).toMatchObject({ target: { provider: 'spare' }, status: 200 });
  });

  it('nobody is asked whom no budget lets answer', async () => {
    planned({ fallbacks: [] });
    const before = second.received.length;
    const answer = await post('openai/chat/completions', chat('acme:status-500'));
    expect([answer.status, second.received.length]).toEqual([502, before]);
  });

  it('a fallback that has no word for the request changes nothing of why it failed', async () => {
    planned({
      fallbacks: [
        { provider: 'spare', model: 'echo' },
        { provider: 'acme', model: 'echo' },
      ],
    });
    const body = chat('acme:status-500', 'Hello', { logit_bias: { 1: 2 } });
    const answer = await post('openai/chat/completions', body);
    expect([answer.status, answer.headers.get('x-archestra-model')]).toEqual([200, 'acme:echo']);
    planned({ fallbacks: [{ provider: 'spare', model: 'echo' }] });
    expect((await post('openai/chat/completions', body)).status).toBe(502);
  });

  it('whoever could not be reached used nothing, also when the client went away meanwhile', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 150);
    await fetch(`${gateway.service().url}/v1/openai/chat/completions`, {
      method: 'POST',
      signal: controller.signal,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(chat('nowhere:echo')),
    }).catch(() => undefined);
    expect(await gateway.recorded()).toMatchObject({ used: null, usage: null });
  });

  it('an answer that was paid for and never came counts', async () => {
    const answer = await post('openai/chat/completions', chat('acme:slow-6000'));
    expect(answer.status).toBe(504);
    const { used, usage, isUsageEstimated } = await gateway.recorded();
    expect([used, isUsageEstimated]).toEqual([{ provider: 'acme', model: 'slow-6000' }, true]);
    expect(usage?.inputTokens).toBeGreaterThan(0);
    // Three seconds at the pace of a large model.
    expect(usage?.outputTokens).toBeGreaterThanOrEqual(300);
  });

  it('its refusal of the request is final', async () => {
    planned();
    const before = second.received.length;
    const answer = await post('openai/chat/completions', chat('acme:status-400'));
    expect([answer.status, answer.body.error.archestra.code, second.received.length]).toEqual([
      400,
      'PROVIDER_REFUSED',
      before,
    ]);
    expect((await gateway.recorded()).attempts).toHaveLength(1);
  });

  it.each([
    ['nowhere:echo', 503, 'PROVIDER_UNAVAILABLE'],
    ['private:echo', 403, 'EGRESS_REFUSED'],
    ['moved:echo', 502, 'PROVIDER_UNAUTHENTICATED'],
    ['off:echo', 404, 'MODEL_NOT_FOUND'],
  ])('it is told who has to act: %s', async (model, status, code) => {
    const answer = await post('openai/chat/completions', chat(model));
    expect([answer.status, answer.body.error.archestra.code]).toEqual([status, code]);
    expect(await gateway.recorded()).toMatchObject({
      outcome: code === 'EGRESS_REFUSED' ? 'denied' : 'failed',
      used: null,
      usage: null,
    });
  });
});

describe('a model asked from inside', () => {
  const ask = async (more: object = {}) => {
    const client = await gateway.service().as('sanitizer');
    const caller = { kind: 'user' as const, id: uuid(), name: 'Ada' };
    const question = {
      source: 'dual_llm' as const,
      model: { provider: 'claude', model: 'demo' },
      caller,
      teamIds: [],
      profileId: profile.id,
      sessionId: 'named:x',
      system: 'Answer briefly.',
      prompt: 'Is it 7?',
      maxOutputTokens: 100,
      ...more,
    };
    return client.call(llm.askModel, question, { organizationId });
  };

  it('answers, metered as its own source', async () => {
    const answer = await ask({ model: { provider: 'acme', model: 'echo' } });
    expect(answer).toMatchObject({ text: 'Is it 7?', model: 'echo' });
    expect(await gateway.recorded()).toMatchObject({
      source: 'dual_llm',
      callId: answer.callId,
      clientName: 'archestra',
      profile: { id: profile.id, name: profile.name },
      // What the quarantined model was asked about and said is nobody's to read.
      request: { text: '', bytes: expect.any(Number) },
      response: { text: '', bytes: expect.any(Number) },
    });
    const { request, response } = await gateway.recorded();
    expect(Math.min(request.bytes, response?.bytes ?? 0)).toBeGreaterThan('Is it 7?'.length);
    expect(gateway.state.plans).toMatchObject([{ source: 'dual_llm', profileId: profile.id, maxOutputTokens: 100 }]);
  });

  it('fills a schema', async () => {
    const schema = {
      type: 'object',
      properties: { n: { type: 'integer' } },
      required: ['n'],
      additionalProperties: false,
    };
    const answer = await ask({ model: { provider: 'acme', model: 'demo' }, schema });
    expect(JSON.parse(answer.text)).toEqual({ n: 7 });
  });

  it('quotes nothing of a question that a provider refuses', async () => {
    const failure = await ask({ model: { provider: 'acme', model: 'status-400' } }).catch((error: AppError) => error);
    expect(failure).toMatchObject({
      code: 'PROVIDER_REFUSED',
      message: 'The provider does not accept this request.',
    });
  });

  it('says what a client would be told', async () => {
    const failure = await ask({ model: { provider: 'acme2', model: 'demo' } }).catch((error: AppError) => error.code);
    expect(failure).toBe('MODEL_NOT_FOUND');
  });
});
