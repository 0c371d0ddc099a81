import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { ConsoleError } from '../api/error.ts';
import { chatTransport, failureOf, turnOf } from './chat.client.ts';
import type { ConversationMessage } from './message.ts';

afterEach(() => void jest.restoreAllMocks());

const question: ConversationMessage = {
  id: 'q1',
  role: 'user',
  parts: [{ type: 'text', text: 'What is new?' }],
  metadata: {
    parentId: 'a0',
    createdAt: '2026-11-29T00:00:00Z',
    state: 'complete',
    model: null,
    usage: null,
    error: null,
  },
};

describe('turnOf', () => {
  it('sends what is new, and where it belongs', () => {
    expect(turnOf([question], 'submit-message')).toEqual({
      trigger: 'submit',
      id: 'q1',
      parentId: 'a0',
      text: 'What is new?',
    });
    expect(turnOf([question], 'regenerate-message')).toEqual({ trigger: 'retry', parentId: 'q1' });
  });

  it('asks nothing without a question', () => {
    expect(() => turnOf([{ ...question, role: 'assistant' }], 'submit-message')).toThrow('person');
    expect(() => turnOf([], 'submit-message')).toThrow('person');
  });
});

const send = () =>
  chatTransport('c1').sendMessages({
    trigger: 'submit-message',
    chatId: 'c1',
    messageId: undefined,
    messages: [question],
    abortSignal: undefined,
  });

describe('chatTransport', () => {
  it('asks the route of the chat with the new message alone', async () => {
    const fake = jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('data: [DONE]\n\n'));
    await send();
    expect(fake.mock.calls[0]?.[0]).toBe('/api/chats/c1/messages');
    expect(JSON.parse(String(fake.mock.calls[0]?.[1]?.body))).toMatchObject({ trigger: 'submit', id: 'q1' });
  });

  it('tells a refusal as what it is', async () => {
    const body = { code: 'CONFLICT', message: 'Another answer is in progress.', fault: 'client' };
    jest.spyOn(globalThis, 'fetch').mockResolvedValue(Response.json(body, { status: 409 }));
    await expect(send()).rejects.toMatchObject({ code: 'CONFLICT', status: 409 });
  });

  it('finds no answer in progress without a body', async () => {
    const fake = jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(null, { status: 204 }));
    await expect(chatTransport('c 1').reconnectToStream({ chatId: 'c 1' })).resolves.toBeNull();
    expect(fake.mock.calls[0]?.[0]).toBe('/api/chats/c%201/stream');
  });
});

describe('failureOf', () => {
  it('reads what the stream says', () => {
    const wire = { code: 'BUDGET_EXCEEDED', message: 'Used up.', fault: 'policy', details: { limit: 1 } };
    expect(failureOf(new Error(JSON.stringify(wire)))).toMatchObject({ code: 'BUDGET_EXCEEDED', status: 402, wire });
  });

  it('counts a broken connection as unreachable', () => {
    expect(failureOf(new TypeError('Failed to fetch'))).toMatchObject({ code: 'UNREACHABLE' });
  });

  it.each(['boom', '{"code":"NO_SUCH_CODE"}', '{'])('leaves %p alone', (message) => {
    const error = new Error(message);
    expect(failureOf(error)).toBe(error);
    expect(error).not.toBeInstanceOf(ConsoleError);
  });
});
