import { AppError } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dialects } from '../dialect/table.ts';
import type { JsonRecord } from '../json/json.ts';
import { isTranslatable, openExchange, type Translation } from './exchange.ts';

const MODEL = { 'openai-chat': 'gpt-4o', 'anthropic-messages': 'claude-sonnet-4-5' } as const;
const pairs: Translation[] = [
  { from: 'openai-chat', to: 'anthropic-messages', model: MODEL['anthropic-messages'] },
  { from: 'anthropic-messages', to: 'openai-chat', model: MODEL['openai-chat'] },
  { from: 'openai-responses', to: 'openai-chat', model: MODEL['openai-chat'] },
  { from: 'openai-responses', to: 'anthropic-messages', model: MODEL['anthropic-messages'] },
];

const names = fc.constantFrom(
  ...['role', 'content', 'type', 'text', 'tools', 'tool_calls', 'function', 'output', 'tool_choice', 'image_url'],
  ...['name', 'id', 'system', 'stream', 'source', 'arguments', 'call_id', 'tool_use_id', 'reasoning', 'thinking'],
  ...['response_format', 'json_schema', 'schema', 'stop', 'max_tokens', 'temperature', 'input', 'tool_call_id', 'url'],
);
const words = fc.constantFrom(
  'user',
  'assistant',
  'tool',
  'text',
  'tool_use',
  'tool_result',
  'function',
  'image',
  'data:,',
);
const nonsense = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5 },
    words,
    fc.constantFrom(null, true, 0, -1, 1.5),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(names, tie('node'), { maxKeys: 5 }),
  ),
})).node;
const plausible = fc.record({
  model: fc.constant('m'),
  messages: fc.array(nonsense),
  input: nonsense,
  extra: nonsense,
});

const codeOf = async (work: () => Promise<unknown>): Promise<string> => {
  try {
    await work();
    return 'done';
  } catch (error) {
    return error instanceof AppError ? error.code : `thrown: ${String(error)}`;
  }
};

/** A conversation with calls and their results, and a question at its end. */
const conversation = fc.record({
  system: fc.string({ unit: 'grapheme', minLength: 1 }),
  question: fc.string({ unit: 'grapheme', minLength: 1 }),
  calls: fc.uniqueArray(
    fc.record({
      id: fc.stringMatching(/^call_[a-z0-9]{4}$/),
      name: fc.stringMatching(/^[a-z]{3,8}$/),
      argument: fc.string({ unit: 'grapheme' }),
      result: fc.string({ unit: 'grapheme', minLength: 1 }),
    }),
    { selector: ({ id }) => id, maxLength: 4 },
  ),
});
type Conversation = typeof conversation extends fc.Arbitrary<infer T> ? T : never;

const written: Record<Translation['from'], (said: Conversation) => JsonRecord> = {
  'openai-chat': ({ system, question, calls }) => ({
    model: 'm',
    max_tokens: 9,
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: question },
      ...(calls.length === 0
        ? []
        : [
            {
              role: 'assistant',
              content: null,
              tool_calls: calls.map(({ id, name, argument }) => ({
                id,
                type: 'function',
                function: { name, arguments: JSON.stringify({ argument }) },
              })),
            },
          ]),
      ...calls.map(({ id, result }) => ({ role: 'tool', tool_call_id: id, content: result })),
    ],
  }),
  'anthropic-messages': ({ system, question, calls }) => ({
    model: 'm',
    max_tokens: 9,
    system,
    messages: [
      { role: 'user', content: question },
      ...(calls.length === 0
        ? []
        : [
            {
              role: 'assistant',
              content: calls.map(({ id, name, argument }) => ({ type: 'tool_use', id, name, input: { argument } })),
            },
            {
              role: 'user',
              content: calls.map(({ id, result }) => ({ type: 'tool_result', tool_use_id: id, content: result })),
            },
          ]),
    ],
  }),
  'openai-responses': ({ system, question, calls }) => ({
    model: 'm',
    max_output_tokens: 9,
    instructions: system,
    input: [
      { role: 'user', content: question },
      ...calls.map(({ id, name, argument }) => ({
        type: 'function_call',
        call_id: id,
        name,
        arguments: JSON.stringify({ argument }),
      })),
      ...calls.map(({ id, result }) => ({ type: 'function_call_output', call_id: id, output: result })),
    ],
  }),
};

describe.each(pairs)('an exchange from $from to $to', (translation) => {
  it('refuses what it cannot carry over by a field, whatever was sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(nonsense, plausible), async (body) => {
        const code = await codeOf(() => openExchange(translation, body));
        expect(['done', 'INVALID_INPUT']).toContain(code);
      }),
      { numRuns: 150 },
    );
  });

  it('asks the provider what the client asked', async () => {
    await fc.assert(
      fc.asyncProperty(conversation, async (said) => {
        const body = written[translation.from](said);
        const { request } = await openExchange(translation, body);
        const asked = dialects[translation.to].readRequest(JSON.parse(request));
        const meant = dialects[translation.from].readRequest(body);
        expect(asked.model).toBe(translation.model);
        expect(asked.maxOutputTokens).toBe(9);
        expect(asked.userTexts).toEqual(meant.userTexts);
        expect(asked.toolCalls).toEqual(meant.toolCalls);
        const results = (facts: typeof meant) =>
          facts.toolResults.map(({ toolCallId, toolName, text }) => [toolCallId, toolName, text]);
        expect(results(asked)).toEqual(results(meant));
      }),
      { numRuns: 50 },
    );
  });

  it('reads any answer, or says that the provider broke its dialect', async () => {
    const exchange = await openExchange(
      translation,
      written[translation.from]({ system: 's', question: 'q', calls: [] }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          nonsense.map((value) => JSON.stringify(value)),
        ),
        async (text) => {
          expect(['done', 'PROVIDER_PROTOCOL_ERROR']).toContain(await codeOf(() => exchange.readAnswer(text)));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('reads any stream, or says that the provider broke its dialect', async () => {
    const exchange = await openExchange(
      translation,
      written[translation.from]({ system: 's', question: 'q', calls: [] }),
    );
    const chunks = fc.array(
      fc.oneof(
        fc.string(),
        nonsense.map((value) => `data: ${JSON.stringify(value)}\n\n`),
      ),
    );
    await fc.assert(
      fc.asyncProperty(chunks, async (texts) => {
        const code = await codeOf(async () => {
          const source = (async function* () {
            for (const text of texts) yield Buffer.from(text);
          })();
          for await (const bytes of exchange.readStream(source)) expect(bytes.length).toBeGreaterThan(0);
        });
        expect(code).toMatch(/^PROVIDER_/);
      }),
      { numRuns: 100 },
    );
  });

  it('stops reading the provider when nobody reads it, and passes its failure on', async () => {
    const exchange = await openExchange(
      translation,
      written[translation.from]({ system: 's', question: 'q', calls: [] }),
    );
    const starts = {
      'openai-chat': 'data: {"id":"a","model":"m","choices":[{"index":0,"delta":{"content":"a"}}]}\n\n',
      'anthropic-messages':
        'event: message_start\ndata: {"type":"message_start","message":{"id":"a","model":"m","usage":{"input_tokens":1,"output_tokens":1}}}\n\n',
    };
    let isOver = false;
    const endless = async function* () {
      try {
        for (;;) {
          yield Buffer.from(starts[translation.to]);
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      } finally {
        isOver = true;
      }
    };
    for await (const bytes of exchange.readStream(endless())) {
      expect(bytes.length).toBeGreaterThan(0);
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isOver).toBe(true);
    const failing = async function* () {
      yield Buffer.from(starts[translation.to]);
      throw new AppError('PROVIDER_TIMEOUT', 'The provider fell silent.');
    };
    const code = await codeOf(async () => {
      for await (const bytes of exchange.readStream(failing())) void bytes;
    });
    expect(code).toBe('PROVIDER_TIMEOUT');
  });

  it('leaves unsaid what the provider did not count', async () => {
    const exchange = await openExchange(
      translation,
      written[translation.from]({ system: 's', question: 'q', calls: [] }),
    );
    expect(exchange.usage).toBeUndefined();
    const answers = {
      'openai-chat': { choices: [{ message: { role: 'assistant', content: 'a' }, finish_reason: 'stop' }] },
      'anthropic-messages': {
        type: 'message',
        id: 'a',
        model: 'm',
        role: 'assistant',
        content: [{ type: 'text', text: 'a' }],
        stop_reason: 'end_turn',
        usage: { input_tokens: 3, output_tokens: 2 },
      },
    };
    await exchange.readAnswer(JSON.stringify(answers[translation.to]));
    expect(exchange.usage?.inputTokens).toBe(translation.to === 'openai-chat' ? undefined : 3);
  });
});

describe('isTranslatable', () => {
  it.each([
    ['openai-chat', 'anthropic-messages', true],
    ['openai-responses', 'openai-chat', true],
    ['openai-chat', 'openai-chat', false],
    ['openai-chat', 'openai-responses', false],
    ['openai-embeddings', 'anthropic-messages', false],
  ] as const)('%s to %s: %s', (from, to, expected) => {
    expect(isTranslatable(from, to)).toBe(expected);
  });
});
