import { AppError } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import type { DialectName } from '../dialect/dialect.ts';
import { dialects } from '../dialect/table.ts';
import type { AnswerStream, AnswerStreamOptions } from './answer-stream.ts';

const event = (data: unknown, name?: string): string =>
  `${name === undefined ? '' : `event: ${name}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
const delta = (value: object, finish: string | null = null, index = 0): string =>
  event({ id: 'x', model: 'm', choices: [{ index, delta: value, finish_reason: finish }] });
const call = (index: number | undefined, id: string, name: string, text = '{}'): object => ({
  tool_calls: [{ ...(index === undefined ? {} : { index }), id, function: { name, arguments: text } }],
});
const DONE = event('[DONE]');
const USAGE = event({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 2 } });

const open = (name: DialectName = 'openai-chat', options: AnswerStreamOptions = {}): AnswerStream =>
  dialects[name].openStream(options);
const push = (stream: AnswerStream, ...texts: string[]) => stream.push(Buffer.from(texts.join('')));
const code = (failure: AppError | undefined): unknown => failure?.code;

describe('a guarded chat', () => {
  it('passes text at once, event by event', () => {
    const stream = open();
    expect(push(stream, delta({ content: 'a' })).bytes.toString()).toBe(delta({ content: 'a' }));
    expect(push(stream, delta({ content: 'b' }).slice(0, 20)).bytes).toHaveLength(0);
    expect(stream.text).toBe('a');
  });

  it('reports model, usage and reason, and shows a report only to who asked for it', () => {
    for (const hidesUsage of [true, false]) {
      const stream = open('openai-chat', { hidesUsage });
      const { bytes } = push(stream, delta({ content: 'a' }), delta({}, 'stop'), USAGE, DONE);
      expect(bytes.toString().includes('"usage"')).toBe(!hidesUsage);
      expect(stream).toMatchObject({ model: 'm', stopReason: 'end', isEnded: true, usage: { inputTokens: 5 } });
      expect(stream.end().failure).toBeUndefined();
    }
  });

  it('holds what comes behind a call, and what comes while it is decided', () => {
    const stream = open();
    expect(push(stream, delta(call(0, 'a', 'f')), delta({ content: 'later' })).bytes).toHaveLength(0);
    const asked = push(stream, delta({}, 'tool_calls'));
    expect(asked.calls).toEqual([{ position: 0, id: 'a', name: 'f', argumentsText: '{}' }]);
    expect(push(stream, USAGE, DONE).bytes).toHaveLength(0);
    const released = stream.decide(new Map());
    expect(released.bytes.toString()).toBe(
      delta(call(0, 'a', 'f')) + delta({ content: 'later' }) + delta({}, 'tool_calls') + USAGE + DONE,
    );
    expect(stream.end()).toMatchObject({ failure: undefined });
  });

  it('asks again for calls that come after a decision', () => {
    const stream = open();
    push(stream, delta(call(0, 'a', 'f')), delta({}, 'tool_calls'));
    stream.decide(new Map());
    expect(push(stream, delta(call(0, 'b', 'g'))).bytes).toHaveLength(0);
    expect(push(stream, DONE).calls).toMatchObject([{ id: 'b', name: 'g' }]);
  });

  it('answers a decision nobody asked for with nothing', () => {
    expect(open().decide(new Map([[0, 'No.']])).bytes).toHaveLength(0);
  });

  it('waits for every choice that calls', () => {
    const stream = open();
    push(stream, delta(call(0, 'a', 'f'), null, 0), delta(call(0, 'b', 'g'), null, 1));
    expect(push(stream, delta({}, 'tool_calls', 0)).calls).toEqual([]);
    expect(push(stream, delta({}, 'tool_calls', 1)).calls).toHaveLength(2);
    const text = stream.decide(new Map([[1, 'No.']])).bytes.toString();
    expect(text).toContain(delta(call(0, 'a', 'f')).slice(20, -30));
    expect(text).not.toContain('"g"');
    expect(text).toContain('"finish_reason":"stop"');
  });

  it('is complete when as many answers are as were asked for', () => {
    const stream = open('openai-chat', { answerCount: 2 });
    push(stream, delta({ content: 'a' }, 'stop', 0));
    expect(stream.isEnded).toBe(false);
    push(stream, delta({ content: 'b' }, 'stop', 1));
    expect(stream.isEnded).toBe(true);
  });

  it.each<[string, string[]]>([
    ['all with the index 0', [delta(call(0, 'a', 'f')), delta(call(0, 'b', 'g'))]],
    ['without an index', [delta(call(undefined, 'a', 'f')), delta(call(undefined, 'b', 'g'))]],
    [
      'in one piece with the end',
      [
        delta({
          tool_calls: [
            ...(call(0, 'a', 'f') as { tool_calls: object[] }).tool_calls,
            ...(call(1, 'b', 'g') as { tool_calls: object[] }).tool_calls,
          ],
        }),
      ],
    ],
    [
      'as a whole message',
      [
        event({
          choices: [
            {
              index: 0,
              message: {
                tool_calls: [
                  { id: 'a', function: { name: 'f', arguments: '{}' } },
                  { id: 'b', function: { name: 'g', arguments: '{}' } },
                ],
              },
            },
          ],
        }),
      ],
    ],
  ])('tells calls apart that come %s', (_, texts) => {
    const stream = open();
    push(stream, ...texts);
    const { calls } = push(stream, delta({}, 'stop'));
    expect(calls.map(({ id, name, argumentsText }) => [id, name, argumentsText])).toEqual([
      ['a', 'f', '{}'],
      ['b', 'g', '{}'],
    ]);
    const left = stream.decide(new Map([[0, 'No.']])).bytes.toString();
    expect(left).toContain('"g"');
    expect(left).not.toContain('"f"');
  });

  it('refuses a call of the older kind', () => {
    const stream = open();
    push(stream, delta({ content: 'Hm.' }), delta({ function_call: { name: 'old', arguments: '' } }));
    push(stream, delta({ function_call: { arguments: '{}' } }), delta({}, 'function_call'));
    const text = stream.decide(new Map([[0, 'No.']])).bytes.toString();
    expect(text).not.toMatch(/old|function_call/);
    expect(text).toContain('"content":"\\n\\nNo."');
  });

  it('keeps a call of the older kind that is allowed beside one that is not', () => {
    const stream = open();
    push(
      stream,
      delta({ function_call: { name: 'old', arguments: '{}' } }),
      delta(call(0, 'a', 'f')),
      delta({}, 'stop'),
    );
    expect(stream.decide(new Map([[1, 'No.']])).bytes.toString()).toContain('"function_call":{"name":"old"');
  });

  it('says a refusal also where nobody says that the choice ended', () => {
    const stream = open();
    push(stream, delta(call(0, 'a', 'f')));
    expect(push(stream, DONE).calls).toHaveLength(1);
    expect(stream.decide(new Map([[0, 'No.']])).bytes.toString()).toContain('No.');
  });

  it.each<[string, string[], string]>([
    ['is no JSON', [event('{"choices":')], 'PROVIDER_PROTOCOL_ERROR'],
    ['is no object', [event('[]')], 'PROVIDER_PROTOCOL_ERROR'],
    ['has choices that are none', [event({ choices: {} })], 'PROVIDER_PROTOCOL_ERROR'],
    ['changes the name of a call', [delta(call(0, 'a', 'f')), delta(call(0, 'a', 'g'))], 'PROVIDER_PROTOCOL_ERROR'],
    ['is an error', [event({ error: { message: 'x', type: 'server_error' } })], 'PROVIDER_FAILED'],
  ])('fails with an event that %s, after what came before it', (_, texts, expected) => {
    const stream = open();
    const before = delta({ content: 'a' });
    const step = push(stream, before, ...texts, delta({ content: 'after' }));
    expect(step.bytes.toString()).toBe(before);
    expect(code(step.failure)).toBe(expected);
    expect(code(push(stream, delta({ content: 'b' })).failure)).toBe(expected);
    expect(stream.decide(new Map()).bytes).toHaveLength(0);
    expect(stream.end().bytes).toHaveLength(0);
  });

  it('throws away what it holds when the provider is cut off', () => {
    const stream = open();
    push(stream, delta({ content: 'a' }), delta(call(0, 'a', 'f')));
    const step = stream.end();
    expect([step.bytes.length, step.calls, code(step.failure)]).toEqual([0, [], 'PROVIDER_PROTOCOL_ERROR']);
    expect(stream.isEnded).toBe(false);
  });

  it('fails when nothing came at all', () => {
    expect(code(open().end().failure)).toBe('PROVIDER_PROTOCOL_ERROR');
  });

  it('takes an end while a decision is awaited', () => {
    const stream = open();
    push(stream, delta(call(0, 'a', 'f')), delta({}, 'tool_calls'));
    expect(stream.end()).toMatchObject({ failure: undefined, calls: [{ id: 'a' }] });
    const step = stream.decide(new Map());
    expect([step.failure, step.bytes.length > 0]).toEqual([undefined, true]);
  });

  it('bounds an event and what it holds', () => {
    const long = push(open('openai-chat', { maxEventBytes: 100 }), `data: ${'x'.repeat(200)}`);
    expect(long.failure).toMatchObject({ code: 'PROVIDER_PROTOCOL_ERROR', details: { limitBytes: 100 } });
    const stream = open('openai-chat', { maxHeldBytes: 300 });
    push(stream, delta(call(0, 'a', 'f')));
    expect(code(push(stream, delta({ content: 'x'.repeat(300) })).failure)).toBe('PROVIDER_PROTOCOL_ERROR');
    const waiting = open('openai-chat', { maxHeldBytes: 700 });
    push(waiting, delta(call(0, 'a', 'f')), delta({}, 'tool_calls'));
    expect(code(push(waiting, delta({ content: 'x'.repeat(700) })).failure)).toBe('PROVIDER_PROTOCOL_ERROR');
    const flooded = open('openai-chat', { maxHeldBytes: 10_000 });
    push(flooded, delta(call(0, 'a', 'f')));
    expect(code(push(flooded, ':\n\n'.repeat(200)).failure)).toBe('PROVIDER_PROTOCOL_ERROR');
  });

  it('takes a long event byte by byte', () => {
    const stream = open();
    const text = delta({ content: 'x'.repeat(200_000) });
    let passed = 0;
    for (const byte of Buffer.from(text)) passed += stream.push(Buffer.of(byte)).bytes.length;
    expect(passed).toBe(Buffer.byteLength(text));
  });
});

describe('a guarded message', () => {
  const start = event({ type: 'message_start', message: { model: 'm', usage: { input_tokens: 5, output_tokens: 1 } } });
  const block = (index: number, content_block: object): string =>
    event({ type: 'content_block_start', index, content_block });
  const grow = (index: number, value: object): string => event({ type: 'content_block_delta', index, delta: value });
  const stop = event({ type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 4 } });
  const over = event({ type: 'message_stop' });

  it('adds up usage over the stream', () => {
    const stream = open('anthropic-messages');
    push(stream, start, stop, over);
    expect(stream.usage).toMatchObject({ inputTokens: 5, outputTokens: 4 });
    expect(stream).toMatchObject({ model: 'm', stopReason: 'tool-calls', isEnded: true });
  });

  it('passes the work of tools at the provider', () => {
    const stream = open('anthropic-messages');
    const texts = [
      start,
      block(0, { type: 'server_tool_use', id: 's', name: 'web_search', input: {} }),
      grow(0, { type: 'input_json_delta', partial_json: '{}' }),
      block(1, { type: 'web_search_tool_result', content: [] }),
    ];
    expect(push(stream, ...texts).bytes.toString()).toBe(texts.join(''));
  });

  it('takes a block nobody knows for a call', () => {
    const stream = open('anthropic-messages');
    push(stream, start, block(0, { type: 'something_new', id: 'n' }));
    expect(push(stream, stop).calls).toEqual([{ position: 0, id: 'n', name: 'something_new', argumentsText: '{}' }]);
  });

  it('reads arguments that came whole', () => {
    const stream = open('anthropic-messages');
    push(stream, start, block(0, { type: 'tool_use', id: 't', name: 'f', input: { a: 1 } }));
    expect(push(stream, stop).calls).toMatchObject([{ argumentsText: '{"a":1}' }]);
  });

  it.each<[string, string[], string]>([
    ['goes on with a block that never began', [grow(3, { type: 'text_delta', text: 'x' })], 'PROVIDER_PROTOCOL_ERROR'],
    ['begins a block twice', [block(0, { type: 'text' }), block(0, { type: 'tool_use' })], 'PROVIDER_PROTOCOL_ERROR'],
    ['has no block', [event({ type: 'content_block_start', index: 0 })], 'PROVIDER_PROTOCOL_ERROR'],
    [
      'begins with content',
      [event({ type: 'message_start', message: { content: [{ type: 'tool_use' }] } })],
      'PROVIDER_PROTOCOL_ERROR',
    ],
    ['is an error', [event({ type: 'error', error: { type: 'overloaded_error' } }, 'error')], 'PROVIDER_UNAVAILABLE'],
  ])('fails with an event that %s', (_, texts, expected) => {
    const stream = open('anthropic-messages');
    expect(code(push(stream, ...texts).failure)).toBe(expected);
    expect(code(stream.end().failure)).toBe(expected);
  });
});

describe('a guarded response', () => {
  const item = { id: 'i', type: 'function_call', call_id: 'c', name: 'f', arguments: '{"a":1}' };
  const added = event({ type: 'response.output_item.added', output_index: 0, item: { ...item, arguments: '' } });
  const piece = (text: string, type = 'delta'): string =>
    event({ type: `response.function_call_arguments.${type}`, output_index: 0, delta: text, arguments: text });
  const completed = (output: object[] = [item]): string =>
    event({ type: 'response.completed', response: { status: 'completed', output, usage: { input_tokens: 5 } } });
  const failing = (...texts: string[]): unknown => code(push(open('openai-responses'), ...texts).failure);

  it('finds calls that only the end tells of', () => {
    const stream = open('openai-responses');
    expect(push(stream, completed()).calls).toEqual([{ position: 0, id: 'c', name: 'f', argumentsText: '{"a":1}' }]);
    expect(stream.decide(new Map([[0, 'No.']])).bytes.toString()).not.toContain('function_call');
    expect(stream).toMatchObject({ isEnded: true, usage: { inputTokens: 5 }, stopReason: 'tool-calls' });
  });

  it('passes an end in the manner of a chat', () => {
    const stream = open('openai-responses');
    expect(push(stream, completed([]), DONE).bytes.toString()).toBe(completed([]) + DONE);
    expect(stream.end().failure).toBeUndefined();
  });

  it('passes the failure of a response, which says itself what it is', () => {
    const stream = open('openai-responses');
    const text = event({ type: 'response.failed', response: { status: 'failed', output: [] } });
    expect(push(stream, text).bytes.toString()).toBe(text);
    expect(stream.stopReason).toBe('failed');
  });

  it('fails where a call is not the same throughout', () => {
    expect(failing(added, piece('{"a":2}'), completed())).toBe('PROVIDER_PROTOCOL_ERROR');
    expect(failing(added, piece('{"a":1}'), piece('{"a":2}', 'done'))).toBe('PROVIDER_PROTOCOL_ERROR');
    expect(failing(added, completed([{ ...item, name: 'g' }]))).toBe('PROVIDER_PROTOCOL_ERROR');
    expect(
      failing(
        event({ type: 'response.output_item.done', output_index: 0, item }),
        completed([{ ...item, arguments: '{}' }]),
      ),
    ).toBe('PROVIDER_PROTOCOL_ERROR');
    expect(failing(added, completed([]))).toBe('PROVIDER_PROTOCOL_ERROR');
  });

  it('fails with pieces that belong nowhere, and with an error', () => {
    expect(failing(piece('x'))).toBe('PROVIDER_PROTOCOL_ERROR');
    expect(failing(event({ type: 'response.output_item.added', item }))).toBe('PROVIDER_PROTOCOL_ERROR');
    expect(failing(event({ type: 'response.completed', response: { output: 'x' } }))).toBe('PROVIDER_PROTOCOL_ERROR');
    expect(failing(event({ type: 'error', code: 'rate_limit_exceeded', message: 'x' }, 'error'))).toBe(
      'PROVIDER_RATE_LIMITED',
    );
  });
});

describe('a stream of embeddings', () => {
  it('fails: nobody asked for one', () => {
    expect(code(push(open('openai-embeddings'), DONE).failure)).toBe('PROVIDER_PROTOCOL_ERROR');
    expect(code(open('openai-embeddings').end().failure)).toBe('PROVIDER_PROTOCOL_ERROR');
  });
});
