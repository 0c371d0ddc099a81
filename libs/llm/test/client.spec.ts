import Anthropic from '@anthropic-ai/sdk';
import { AppError, errorCodes, type ErrorCode } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import OpenAI from 'openai';
import { dialects } from '../src/dialect/table.ts';
import { chatStream, messagesStream, responsesStream } from './scripted.ts';

const CALL_ID = '01980000-0000-7000-8000-000000000001';
const answering = (body: string, status = 200, type = 'application/json'): typeof fetch =>
  (async () => new Response(body, { status, headers: { 'content-type': type } })) as typeof fetch;
const openai = (fetch: typeof globalThis.fetch): OpenAI =>
  new OpenAI({ apiKey: 'none', baseURL: 'http://127.0.0.1/v1', maxRetries: 0, fetch });
const anthropic = (fetch: typeof globalThis.fetch): Anthropic =>
  new Anthropic({ apiKey: 'none', baseURL: 'http://127.0.0.1', maxRetries: 0, fetch });

const chat = { model: 'm', messages: [{ role: 'user' as const, content: 'Hi' }] };
const message = { ...chat, max_tokens: 5 };
const thrownBy = async (work: () => PromiseLike<unknown>): Promise<unknown> => {
  try {
    return await work();
  } catch (error) {
    return error;
  }
};
const drain = async (stream: AsyncIterable<unknown>): Promise<void> => {
  for await (const event of stream) void event;
};
const error = (code: ErrorCode): AppError => new AppError(code, 'What to do.', { details: { field: 'model' } });

const classes: [ErrorCode, string][] = [
  ['INVALID_INPUT', 'BadRequestError'],
  ['UNAUTHENTICATED', 'AuthenticationError'],
  ['CALL_DENIED', 'PermissionDeniedError'],
  ['MODEL_NOT_FOUND', 'NotFoundError'],
  ['RATE_LIMITED', 'RateLimitError'],
  ['PROVIDER_RATE_LIMITED', 'RateLimitError'],
  ['BUDGET_EXCEEDED', 'APIError'],
  ['PROVIDER_FAILED', 'InternalServerError'],
  ['PROVIDER_TIMEOUT', 'InternalServerError'],
];

describe('errors of ours in the official clients', () => {
  it.each(classes)('%s is %s of OpenAI', async (code, name) => {
    const { errorBody } = dialects['openai-chat'];
    const fetch = answering(JSON.stringify(errorBody(error(code), CALL_ID)), error(code).status);
    const thrown = await thrownBy(() => openai(fetch).chat.completions.create(chat));
    expect(thrown).toBeInstanceOf(OpenAI[name as 'APIError']);
    expect(thrown).toMatchObject({
      status: errorCodes[code][0],
      message: expect.stringContaining('What to do.'),
      param: 'model',
      error: { archestra: { code, fault: errorCodes[code][1], details: { field: 'model' }, call_id: CALL_ID } },
    });
  });

  it.each(classes)('%s is %s of Anthropic', async (code, name) => {
    const { errorBody } = dialects['anthropic-messages'];
    const fetch = answering(JSON.stringify(errorBody(error(code), CALL_ID)), error(code).status);
    const thrown = await thrownBy(() => anthropic(fetch).messages.create(message));
    expect(thrown).toBeInstanceOf(Anthropic[name as 'APIError']);
    expect(thrown).toMatchObject({
      status: errorCodes[code][0],
      error: { error: { archestra: { code, fault: errorCodes[code][1], call_id: CALL_ID } } },
    });
  });

  it('has a type each client knows for every code there is', () => {
    for (const code of Object.keys(errorCodes) as ErrorCode[]) {
      const said = new AppError(code, 'x');
      expect(dialects['openai-chat'].errorBody(said, CALL_ID)).toMatchObject({
        error: { type: expect.stringMatching(/^(\w+_error|insufficient_quota)$/), param: null },
      });
      expect(dialects['anthropic-messages'].errorBody(said, CALL_ID)).toMatchObject({
        type: 'error',
        error: { type: expect.stringMatching(/^(\w+_error|request_too_large)$/) },
      });
    }
  });

  it('ends a stream that began', async () => {
    const failure = error('PROVIDER_FAILED');
    const started = 'data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n';
    const chatText = started + dialects['openai-chat'].errorEvent(failure, CALL_ID);
    const chatError = await thrownBy(async () =>
      drain(
        await openai(answering(chatText, 200, 'text/event-stream')).chat.completions.create({ ...chat, stream: true }),
      ),
    );
    expect(chatError).toMatchObject({ error: { archestra: { code: 'PROVIDER_FAILED' } } });
    const responses = dialects['openai-responses'].errorEvent(failure, CALL_ID);
    const responsesError = await thrownBy(async () =>
      drain(
        await openai(answering(responses, 200, 'text/event-stream')).responses.create({
          model: 'm',
          input: 'x',
          stream: true,
        }),
      ),
    );
    expect(responsesError).toMatchObject({ error: { archestra: { code: 'PROVIDER_FAILED' } } });
    const messages = dialects['anthropic-messages'].errorEvent(failure, CALL_ID);
    const messagesError = await thrownBy(async () =>
      drain(
        await anthropic(answering(messages, 200, 'text/event-stream')).messages.create({ ...message, stream: true }),
      ),
    );
    expect(messagesError).toMatchObject({ type: 'api_error' });
  });
});

describe('streams with a refused call in the official clients', () => {
  const script = {
    text: ['Let me ', 'look.'],
    calls: [
      { name: 'secret', argument: 'x', pieces: 2 },
      { name: 'weather', argument: 'Bern', pieces: 2 },
    ],
    newline: '\n',
    comments: false,
  };
  const guarded = (name: 'openai-chat' | 'openai-responses' | 'anthropic-messages', text: string): typeof fetch => {
    const stream = dialects[name].openStream();
    const steps = [stream.push(Buffer.from(text)), stream.decide(new Map([[0, 'Refused.']])), stream.end()];
    return answering(Buffer.concat(steps.map((step) => step.bytes)).toString(), 200, 'text/event-stream');
  };

  it('is a chat with text and the other call', async () => {
    const client = openai(guarded('openai-chat', chatStream(script)));
    const completion = await client.chat.completions.stream({ ...chat }).finalChatCompletion();
    expect(completion.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        content: 'Let me look.\n\nRefused.',
        tool_calls: [{ function: { name: 'weather', arguments: '{"argument":"Bern"}' } }],
      },
    });
  });

  it('is a response with a message and the other call', async () => {
    const client = openai(guarded('openai-responses', responsesStream(script)));
    const response = await client.responses.stream({ model: 'm', input: 'x' }).finalResponse();
    expect(response.output).toMatchObject([
      { type: 'message', content: [{ text: 'Let me look.' }] },
      { type: 'message', content: [{ text: 'Refused.' }] },
      { type: 'function_call', name: 'weather', arguments: '{"argument":"Bern"}' },
    ]);
  });

  it('is a message with text and the other call', async () => {
    const client = anthropic(guarded('anthropic-messages', messagesStream(script)));
    const final = await client.messages.stream(message).finalMessage();
    expect(final.content).toMatchObject([
      { type: 'text', text: 'Let me look.' },
      { type: 'text', text: 'Refused.' },
      { type: 'tool_use', name: 'weather', input: { argument: 'Bern' } },
    ]);
    expect(final.stop_reason).toBe('tool_use');
  });
});

describe('translated streams in the official clients', () => {
  const FOLDER = new URL('golden/', import.meta.url);
  const golden = readdirSync(FOLDER)
    .map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Record<string, unknown>)
    .filter(({ clientStream }) => Array.isArray(clientStream));
  const streamsTo = (from: string): [string, typeof fetch][] =>
    golden
      .filter((one) => one['from'] === from)
      .map((one) => {
        const text = (one['clientStream'] as string[]).join('');
        return [JSON.stringify(one['client']), answering(text, 200, 'text/event-stream')];
      });

  it.each(streamsTo('openai-chat'))('%s', async (_, fetch) => {
    const completion = await openai(fetch)
      .chat.completions.stream({ ...chat })
      .finalChatCompletion();
    const [choice] = completion.choices;
    expect(choice?.message.content || choice?.message.tool_calls).toBeTruthy();
  });

  it.each(streamsTo('openai-responses'))('%s', async (_, fetch) => {
    const response = await openai(fetch).responses.stream({ model: 'm', input: 'x' }).finalResponse();
    expect(response.output.length).toBeGreaterThan(0);
    expect(response.usage?.total_tokens).toBeGreaterThan(0);
  });

  it.each(streamsTo('anthropic-messages'))('%s', async (_, fetch) => {
    const final = await anthropic(fetch).messages.stream(message).finalMessage();
    expect(final.content.length).toBeGreaterThan(0);
    expect(final.usage.output_tokens).toBeGreaterThan(0);
  });
});
