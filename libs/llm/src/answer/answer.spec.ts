import { describe, expect, it } from '@jest/globals';
import { dialects } from '../dialect/table.ts';
import type { DialectName } from '../dialect/dialect.ts';

const chat = (message: object, rest: object = {}) => ({
  model: 'm',
  choices: [{ index: 0, message, finish_reason: 'tool_calls', ...rest }],
});
const call = (id: string) => ({ id, type: 'function', function: { name: `tool_${id}`, arguments: `{"${id}":1}` } });
const use = (id: string) => ({ type: 'tool_use', id, name: `tool_${id}`, input: { [id]: 1 } });
const item = (id: string) => ({
  id: `fc_${id}`,
  type: 'function_call',
  call_id: id,
  name: `tool_${id}`,
  arguments: `{"${id}":1}`,
});

describe('readAnswer', () => {
  it('reads a chat', () => {
    const usage = {
      prompt_tokens: 30,
      completion_tokens: 9,
      prompt_tokens_details: { cached_tokens: 20 },
      completion_tokens_details: { reasoning_tokens: 4 },
    };
    expect(
      dialects['openai-chat'].readAnswer({ ...chat({ content: 'Hi', tool_calls: [call('a'), call('b')] }), usage }),
    ).toEqual({
      model: 'm',
      text: 'Hi',
      toolCalls: [
        { position: 0, id: 'a', name: 'tool_a', argumentsText: '{"a":1}' },
        { position: 1, id: 'b', name: 'tool_b', argumentsText: '{"b":1}' },
      ],
      usage: { inputTokens: 30, cachedInputTokens: 20, cacheWriteTokens: 0, outputTokens: 9, reasoningTokens: 4 },
      stopReason: 'tool-calls',
    });
  });

  it('counts the calls of several choices on, those of the older kind too', () => {
    const body = {
      choices: [
        { index: 0, message: { tool_calls: [call('a')] } },
        { index: 1, message: { function_call: { name: 'old', arguments: '{}' } } },
        { index: 2, message: { tool_calls: [{ id: 'c', custom: { name: 'free', input: 'text' } }, {}] } },
      ],
    };
    const { toolCalls, usage, stopReason } = dialects['openai-chat'].readAnswer(body);
    expect(toolCalls.map(({ position, name, argumentsText }) => [position, name, argumentsText])).toEqual([
      [0, 'tool_a', '{"a":1}'],
      [1, 'old', '{}'],
      [2, 'free', 'text'],
      [3, '', ''],
    ]);
    expect([usage, stopReason]).toEqual([undefined, 'unknown']);
  });

  it.each([
    [{ tool_calls: { 0: call('a') } }],
    [{ tool_calls: 'a' }],
    [{ tool_calls: [null] }],
    [{ function_call: 'a' }],
  ])('fails where nobody can tell what is called: %j', (message) => {
    expect(() => dialects['openai-chat'].readAnswer(chat(message))).toThrow(
      expect.objectContaining({ code: 'PROVIDER_PROTOCOL_ERROR' }),
    );
  });

  it('reads what a model says when it refuses', () => {
    expect(dialects['openai-chat'].readAnswer(chat({ content: null, refusal: 'I cannot.' })).text).toBe('I cannot.');
  });

  it('reads a message, and adds cached tokens to its input', () => {
    const body = {
      model: 'm',
      content: [
        { type: 'thinking', thinking: 'x' },
        { type: 'text', text: 'Hi' },
        use('a'),
        { type: 'server_tool_use' },
      ],
      stop_reason: 'tool_use',
      usage: { input_tokens: 10, cache_read_input_tokens: 20, cache_creation_input_tokens: 3, output_tokens: 9 },
    };
    expect(dialects['anthropic-messages'].readAnswer(body)).toEqual({
      model: 'm',
      text: 'Hi',
      toolCalls: [{ position: 0, id: 'a', name: 'tool_a', argumentsText: '{"a":1}' }],
      usage: { inputTokens: 33, cachedInputTokens: 20, cacheWriteTokens: 3, outputTokens: 9, reasoningTokens: 0 },
      stopReason: 'tool-calls',
    });
  });

  it('reads a count of tokens', () => {
    expect(dialects['anthropic-messages'].readAnswer({ input_tokens: 7 })).toMatchObject({
      text: '',
      usage: { inputTokens: 7, outputTokens: 0 },
    });
  });

  it('reads a response', () => {
    const body = {
      model: 'm',
      status: 'completed',
      output: [
        { type: 'reasoning', summary: [] },
        {
          type: 'message',
          role: 'assistant',
          content: [
            { type: 'output_text', text: 'Hi' },
            { type: 'refusal', refusal: 'no' },
          ],
        },
        item('a'),
        { type: 'web_search_call', id: 'w' },
        { type: 'local_shell_call', call_id: 's', action: { command: ['ls'] } },
        { type: 'something_new', id: 'n' },
      ],
      usage: {
        input_tokens: 30,
        input_tokens_details: { cached_tokens: 20 },
        output_tokens: 9,
        output_tokens_details: { reasoning_tokens: 4 },
      },
    };
    expect(dialects['openai-responses'].readAnswer(body)).toEqual({
      model: 'm',
      text: 'Hi\nno',
      toolCalls: [
        { position: 0, id: 'a', name: 'tool_a', argumentsText: '{"a":1}' },
        { position: 1, id: 's', name: 'local_shell_call', argumentsText: '{"action":{"command":["ls"]}}' },
        { position: 2, id: 'n', name: 'something_new', argumentsText: '{}' },
      ],
      usage: { inputTokens: 30, cachedInputTokens: 20, cacheWriteTokens: 0, outputTokens: 9, reasoningTokens: 4 },
      stopReason: 'tool-calls',
    });
  });

  it('reads embeddings', () => {
    const body = { model: 'm', data: [], usage: { prompt_tokens: 5, total_tokens: 5 } };
    expect(dialects['openai-embeddings'].readAnswer(body)).toMatchObject({
      usage: { inputTokens: 5, outputTokens: 0 },
    });
  });

  it.each<[DialectName, unknown, string]>([
    ['openai-chat', { choices: [{ finish_reason: 'length', message: {} }] }, 'length'],
    ['openai-chat', { choices: [{ finish_reason: 'content_filter', message: {} }] }, 'filtered'],
    ['openai-chat', { choices: [{ finish_reason: 'stop', message: {} }] }, 'end'],
    ['anthropic-messages', { content: [], stop_reason: 'max_tokens' }, 'length'],
    ['anthropic-messages', { content: [], stop_reason: 'pause_turn' }, 'paused'],
    ['anthropic-messages', { content: [], stop_reason: 'refusal' }, 'filtered'],
    ['openai-responses', { output: [], status: 'completed' }, 'end'],
    [
      'openai-responses',
      { output: [], status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
      'length',
    ],
    [
      'openai-responses',
      { output: [], status: 'incomplete', incomplete_details: { reason: 'content_filter' } },
      'filtered',
    ],
    ['openai-responses', { output: [], status: 'failed' }, 'failed'],
    ['openai-responses', { output: [], status: 'queued' }, 'unknown'],
  ])('%s: %j stopped because of %s', (name, body, expected) => {
    expect(dialects[name].readAnswer(body).stopReason).toBe(expected);
  });
});

describe('usage', () => {
  it.each<[string, DialectName, object, object]>([
    [
      'counts reasoning that only the total holds',
      'openai-chat',
      { choices: [], usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 17 } },
      { inputTokens: 5, outputTokens: 12 },
    ],
    [
      'has no part larger than its whole',
      'openai-chat',
      { choices: [], usage: { prompt_tokens: 5, prompt_tokens_details: { cached_tokens: 9, cache_write_tokens: 9 } } },
      { inputTokens: 5, cachedInputTokens: 5, cacheWriteTokens: 0 },
    ],
    [
      'counts nothing that is no count',
      'openai-responses',
      { output: [], usage: { input_tokens: '5', output_tokens: -1, output_tokens_details: { reasoning_tokens: 3 } } },
      { inputTokens: 0, outputTokens: 0, reasoningTokens: 0 },
    ],
    [
      'counts turns that compacted the context',
      'anthropic-messages',
      {
        content: [],
        usage: {
          input_tokens: 5,
          output_tokens: 2,
          iterations: [
            { type: 'compaction', input_tokens: 100, output_tokens: 10 },
            { type: 'message', input_tokens: 5, output_tokens: 2 },
            { type: 'advisor_message', input_tokens: 7, output_tokens: 7 },
          ],
        },
      },
      { inputTokens: 105, outputTokens: 12 },
    ],
    [
      'is that of the model which took over',
      'anthropic-messages',
      {
        content: [],
        usage: {
          input_tokens: 5,
          output_tokens: 2,
          iterations: [
            { type: 'message', input_tokens: 50, output_tokens: 0 },
            { type: 'fallback_message', input_tokens: 5, output_tokens: 2 },
          ],
        },
      },
      { inputTokens: 5, outputTokens: 2 },
    ],
  ])('%s', (_, name, body, expected) => {
    expect(dialects[name].readAnswer(body).usage).toMatchObject(expected);
  });
});

describe('refuseCalls', () => {
  const refuse = (name: DialectName, body: unknown, ...positions: number[]): unknown =>
    JSON.parse(
      dialects[name].refuseCalls(
        JSON.stringify(body),
        body,
        new Map(positions.map((position) => [position, `No ${position}.`])),
      ),
    );

  it('takes one call out of a chat and leaves the other', () => {
    const body = chat({ content: 'Hi', tool_calls: [call('a'), call('b')] });
    expect(refuse('openai-chat', body, 0)).toEqual(chat({ content: 'Hi\n\nNo 0.', tool_calls: [call('b')] }));
  });

  it('ends a chat whose calls are all refused', () => {
    const body = chat({ content: null, tool_calls: [call('a'), call('b')] });
    expect(refuse('openai-chat', body, 0, 1)).toEqual(chat({ content: 'No 0.\n\nNo 1.' }, { finish_reason: 'stop' }));
  });

  it('keeps the reason of a chat that stopped for another', () => {
    const body = chat({ content: null, tool_calls: [call('a')] }, { finish_reason: 'length' });
    expect(refuse('openai-chat', body, 0)).toEqual(chat({ content: 'No 0.' }, { finish_reason: 'length' }));
  });

  it('refuses in the choice that called', () => {
    const other = { index: 1, message: { content: 'x' }, finish_reason: 'stop' };
    const old = { content: null, function_call: { name: 'old', arguments: '{}' } };
    const first = { index: 0, message: old, finish_reason: 'function_call' };
    expect(refuse('openai-chat', { choices: [first, other] }, 0)).toEqual({
      choices: [{ index: 0, message: { content: 'No 0.' }, finish_reason: 'stop' }, other],
    });
  });

  it('puts text in the place of a block of a message', () => {
    const body = { content: [use('a'), use('b')], stop_reason: 'tool_use' };
    expect(refuse('anthropic-messages', body, 1)).toEqual({
      content: [use('a'), { type: 'text', text: 'No 1.' }],
      stop_reason: 'tool_use',
    });
    expect(refuse('anthropic-messages', body, 0, 1)).toMatchObject({ stop_reason: 'end_turn' });
  });

  it('puts a message in the place of an item of a response', () => {
    const body = { output: [item('a'), item('b')] };
    const text = { type: 'output_text', text: 'No 0.', annotations: [] };
    expect(refuse('openai-responses', body, 0)).toEqual({
      output: [{ id: 'msg_fc_a', type: 'message', role: 'assistant', status: 'completed', content: [text] }, item('b')],
    });
  });

  it('keeps numbers of an allowed call that JavaScript cannot hold', () => {
    const text =
      '{"content":[{"type":"tool_use","id":"a","name":"f","input":{"id":12345678901234567890}},{"type":"tool_use"}]}';
    expect(dialects['anthropic-messages'].refuseCalls(text, JSON.parse(text), new Map([[1, 'No.']]))).toContain(
      '12345678901234567890',
    );
  });

  it('changes nothing of an answer that has no calls', () => {
    expect(dialects['openai-embeddings'].refuseCalls('{"data":[]}', { data: [] }, new Map([[0, 'No.']]))).toBe(
      '{"data":[]}',
    );
  });
});
