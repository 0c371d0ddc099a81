import type Anthropic from '@anthropic-ai/sdk';
import { describe, expect, it } from '@jest/globals';
import type OpenAI from 'openai';
import { profile, useLlmGateway, UPSTREAM_KEY, TOKEN } from './llm.harness.ts';

const gateway = useLlmGateway();

interface Said {
  text: string;
  calls: { name: string; arguments: unknown }[];
  usage: number;
}
type Ask = (
  model: string,
  words: string,
  more?: { tools?: boolean; signal?: AbortSignal; stream?: boolean },
) => Promise<Said>;

const parameters = { type: 'object' as const, properties: { message: { type: 'string' } }, required: ['message'] };
const toolNames = ['echo', 'send'];

const saidInChat = ({ choices, usage }: OpenAI.ChatCompletion): Said => {
  const message = choices[0]?.message;
  const calls = (message?.tool_calls ?? []).flatMap((call) => (call.type === 'function' ? [call.function] : []));
  return {
    text: message?.content ?? '',
    calls: calls.map(({ name, arguments: text }) => ({ name, arguments: JSON.parse(text) as unknown })),
    usage: usage?.completion_tokens ?? 0,
  };
};

const chat: Ask = async (model, words, { tools, signal, stream } = {}) => {
  const client = gateway.openai({}, `openai/${profile.id}`);
  const body = {
    model,
    messages: [{ role: 'user' as const, content: words }],
    ...(tools
      ? { tools: toolNames.map((name) => ({ type: 'function' as const, function: { name, parameters } })) }
      : {}),
  };
  const options = signal ? { signal } : {};
  const completion = stream
    ? await client.chat.completions
        .stream({ ...body, stream_options: { include_usage: true } }, options)
        .finalChatCompletion()
    : await client.chat.completions.create(body, options);
  return saidInChat(completion);
};

const responses: Ask = async (model, words, { tools, signal, stream } = {}) => {
  const client = gateway.openai({}, `openai/${profile.id}`);
  const body = {
    model,
    input: words,
    ...(tools
      ? { tools: toolNames.map((name) => ({ type: 'function' as const, name, parameters, strict: false })) }
      : {}),
  };
  const options = signal ? { signal } : {};
  const response = stream
    ? await client.responses.stream(body, options).finalResponse()
    : await client.responses.create(body, options);
  return {
    text: response.output_text,
    calls: response.output.flatMap((item) =>
      item.type === 'function_call' ? [{ name: item.name, arguments: JSON.parse(item.arguments) }] : [],
    ),
    usage: response.usage?.output_tokens ?? 0,
  };
};

const messages: Ask = async (model, words, { tools, signal, stream } = {}) => {
  const client = gateway.anthropic({}, `anthropic/${profile.id}`);
  const body = {
    model,
    max_tokens: 100,
    messages: [{ role: 'user' as const, content: words }],
    ...(tools ? { tools: toolNames.map((name) => ({ name, input_schema: parameters })) } : {}),
  };
  const options = signal ? { signal } : {};
  const message = stream
    ? await client.messages.stream(body, options).finalMessage()
    : await client.messages.create(body, options);
  return {
    text: message.content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    calls: message.content.flatMap((block) =>
      block.type === 'tool_use' ? [{ name: block.name, arguments: block.input }] : [],
    ),
    usage: message.usage.output_tokens,
  };
};

const failureOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (thrown: InstanceType<typeof OpenAI.APIError | typeof Anthropic.APIError>) => thrown,
  );
  const body = error?.error as { archestra?: object; error?: { archestra?: object } } | undefined;
  return { status: error?.status, archestra: body?.archestra ?? body?.error?.archestra, name: error?.constructor.name };
};

describe.each<[string, Ask, string]>([
  ['openai chat, same dialect', chat, 'acme'],
  ['openai chat, from an anthropic provider', chat, 'claude'],
  ['openai responses, same dialect', responses, 'acme'],
  ['openai responses, from an anthropic provider', responses, 'claude'],
  ['anthropic messages, same dialect', messages, 'claude'],
  ['anthropic messages, from an openai provider', messages, 'acme'],
])('official client: %s', (_, ask, provider) => {
  const model = (name: string): string => `${provider}:${name}`;

  it.each([false, true])('is answered (streamed: %s), metered and recorded', async (stream) => {
    const said = await ask(model('echo'), 'one two three', { stream });
    expect(said).toMatchObject({ text: 'one two three', calls: [] });
    const record = await gateway.recorded();
    expect(record).toMatchObject({
      outcome: 'answered',
      isStreamed: stream,
      requested: { provider, model: 'echo' },
      used: { provider, model: 'echo' },
      isUsageEstimated: false,
      profile: { id: profile.id },
      attempts: [{ status: 200, error: null }],
    });
    expect(record.usage?.outputTokens).toBe(4);
    expect(gateway.state.plans).toHaveLength(1);
    expect([gateway.state.inspected, gateway.state.decided]).toEqual([[], []]);
  });

  it.each([false, true])('makes parallel tool calls when policy allows (streamed: %s)', async (stream) => {
    const words = '[[call echo {"message":"a"} ;; send {"message":"b"}]]';
    const said = await ask(model('demo'), words, { tools: true, stream });
    expect(said.calls).toEqual([
      { name: 'echo', arguments: { message: 'a' } },
      { name: 'send', arguments: { message: 'b' } },
    ]);
    const [decided] = gateway.state.decided;
    expect(decided?.calls).toMatchObject([
      { tool: { serverId: profile.servers[0]?.serverId, upstreamName: 'echo' }, arguments: { message: 'a' } },
      { tool: { upstreamName: 'send' }, arguments: { message: 'b' } },
    ]);
    expect((await gateway.recorded()).toolCalls.map(({ outcome }) => outcome)).toEqual(['allow', 'allow']);
  });

  it.each([false, true])(
    'never shows a call that policy refuses, and lets the agent go on (streamed: %s)',
    async (stream) => {
      gateway.state.decide = ({ tool }) =>
        tool.upstreamName === 'send'
          ? {
              outcome: 'deny',
              reason: 'untrusted-context',
              message: 'Untrusted words were read.',
              path: [],
              remedies: [],
            }
          : { outcome: 'allow' };
      const words = '[[call echo {"message":"a"} ;; send {"message":"leak-4711"}]]';
      const said = await ask(model('demo'), words, { tools: true, stream });
      expect(said.calls).toEqual([{ name: 'echo', arguments: { message: 'a' } }]);
      expect(said.text).toContain('refused by policy: Untrusted words were read.');
      expect(said.text).not.toContain('leak-4711');
      expect((await gateway.recorded()).toolCalls.map(({ outcome }) => outcome)).toEqual(['allow', 'deny']);
    },
  );

  it('names the approval that a call needs', async () => {
    const approvalId = '019f0000-0000-7000-8000-000000000001';
    gateway.state.decide = () => ({
      outcome: 'approve',
      reason: 'approval-required',
      message: 'Somebody has to agree.',
      path: [],
      approvalId,
    });
    const said = await ask(model('demo'), '[[call send {}]]', { tools: true, stream: true });
    expect(said.calls).toEqual([]);
    expect(said.text).toContain(approvalId);
    expect((await gateway.recorded()).toolCalls).toMatchObject([{ outcome: 'approve', approvalId }]);
  });

  it.each([
    ['status-400', 400, 'PROVIDER_REFUSED', 'client'],
    ['status-401', 502, 'PROVIDER_UNAUTHENTICATED', 'provider'],
    ['status-404', 404, 'MODEL_NOT_FOUND', 'client'],
    ['status-429-60', 429, 'PROVIDER_RATE_LIMITED', 'provider'],
    ['status-500', 502, 'PROVIDER_FAILED', 'provider'],
    ['status-529', 503, 'PROVIDER_UNAVAILABLE', 'provider'],
    ['disconnect', 502, 'PROVIDER_PROTOCOL_ERROR', 'provider'],
    ['half', 502, 'PROVIDER_PROTOCOL_ERROR', 'provider'],
    ['malformed', 502, 'PROVIDER_PROTOCOL_ERROR', 'provider'],
    ['page', 502, 'PROVIDER_PROTOCOL_ERROR', 'provider'],
    ['stall', 504, 'PROVIDER_TIMEOUT', 'provider'],
    ['slow-6000', 504, 'PROVIDER_TIMEOUT', 'provider'],
  ])('says in its own dialect whose fault a failure is: %s', async (name, status, code, fault) => {
    const failure = await failureOf(ask(model(name), 'x'));
    expect(failure).toMatchObject({ status, archestra: { code, fault } });
    expect(await gateway.recorded()).toMatchObject({ outcome: 'failed', error: { code } });
  });

  it.each(['disconnect', 'half', 'malformed', 'stall'])(
    'ends a stream that broke in the middle with an error: %s',
    async (name) => {
      const failure = await failureOf(ask(model(name), 'x', { stream: true }));
      expect(failure.name).toBeDefined();
      const record = await gateway.recorded();
      expect(record.error?.fault).toBe('provider');
      expect(record).toMatchObject({ outcome: 'failed', isUsageEstimated: true, used: { provider } });
    },
  );

  it.each([false, true])('stops the provider when the client goes away (streamed: %s)', async (stream) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 300);
    await expect(ask(model('stall'), 'x', { stream, signal: controller.signal })).rejects.toThrow();
    expect(await gateway.recorded()).toMatchObject({ outcome: 'failed', error: { code: 'REQUEST_CANCELLED' } });
    expect(gateway.provider.received.at(-1)?.isAborted).toBe(true);
  });

  it('shows the provider its own key and never the token of the caller', async () => {
    await ask(model('echo'), 'x');
    const sent = JSON.stringify(gateway.provider.received.at(-1)?.headers);
    expect(sent).toContain(UPSTREAM_KEY);
    expect(sent).not.toContain(TOKEN);
  });

  it('is refused with 402 when a budget has no room', async () => {
    const budget = {
      id: '019f0000-0000-7000-8000-000000000002',
      name: 'Team',
      scope: 'team' as const,
      unit: 'micro-usd' as const,
      limit: 5,
      window: 'month' as const,
      spent: 5,
      reserved: 0,
      resetsAt: '2027-01-01T00:00:00.000Z',
    };
    gateway.state.plan = () => ({ outcome: 'full', budget });
    const before = gateway.provider.received.length;
    const failure = await failureOf(ask(model('echo'), 'x'));
    expect(failure).toMatchObject({
      status: 402,
      archestra: { code: 'BUDGET_EXCEEDED', fault: 'policy', details: { budget: { name: 'Team' } } },
    });
    expect(gateway.provider.received).toHaveLength(before);
    expect(await gateway.recorded()).toMatchObject({ outcome: 'denied', used: null, usage: null });
  });
});
