import { dialects } from '@archestra/llm';
import { describe, expect, it, jest } from '@jest/globals';
import { LlmRecord } from './llm-record.ts';
import type { LlmCall } from './llm-call.ts';
import { StreamedAnswer } from './streamed.answer.ts';
import type { Reading } from './whole.answer.ts';

const event = (index: number, delta: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({ id: 'a', object: 'chat.completion.chunk', choices: [{ index, delta, finish_reason: finish }] })}\n\n`;

const readingOf = (chunks: readonly string[], more: object = {}, contentType = 'text/event-stream') => {
  const body = { model: 'echo', stream: true, messages: [{ role: 'user', content: 'x' }], ...more };
  const call = {
    operation: 'chat-completions',
    facts: dialects['openai-chat'].readRequest(body),
    text: JSON.stringify(body),
  } as LlmCall;
  const discard = jest.fn();
  const reading: Reading = {
    call,
    record: new LlmRecord(call, 1_000),
    question: { body: '', isStreamed: true, isLimited: false, headers: {}, exchange: undefined },
    answer: {
      headers: { 'content-type': contentType },
      chunks: (async function* () {
        for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk));
      })(),
      discard,
    },
    decide: () => Promise.resolve(new Map()),
  };
  return { reading, discard };
};

describe('a streamed answer', () => {
  it('is complete when as many answers are as were asked for', async () => {
    const chunks = [
      event(0, { content: 'first' }),
      event(0, {}, 'stop'),
      event(1, { content: 'second' }),
      event(1, {}, 'stop'),
      'data: [DONE]\n\n',
    ];
    let written = '';
    const { reading } = readingOf(chunks, { n: 2 });
    const end = await new StreamedAnswer(reading, (bytes) => void (written += bytes.toString())).run();
    // The end is held back until the call is on record; the second answer is no part of it.
    expect([written.includes('second'), end.toString().includes('second')]).toEqual([true, false]);
    expect(end.toString().endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('that is cut off before its first word counts the time that passed, and the events of calls', async () => {
    const call = { index: 0, id: 'c', type: 'function', function: { name: 'write_file', arguments: 'x' } };
    const chunks = [
      event(0, { role: 'assistant' }),
      ...Array.from({ length: 50 }, () => event(0, { tool_calls: [call] })),
    ];
    const { reading } = readingOf(chunks);
    const { record } = reading;
    record.mark('sent');
    await new Promise((resolve) => setTimeout(resolve, 40));
    await expect(new StreamedAnswer(reading, () => undefined).run()).rejects.toMatchObject({
      code: 'PROVIDER_PROTOCOL_ERROR',
    });
    expect(record.writtenTokens).toBeGreaterThanOrEqual(50);
    expect(record.unheardMs).toBeGreaterThanOrEqual(39);
  });

  it('that is no stream is let go of', async () => {
    const { reading, discard } = readingOf(['{}'], {}, 'application/json');
    await expect(new StreamedAnswer(reading, () => undefined).run()).rejects.toMatchObject({
      code: 'PROVIDER_PROTOCOL_ERROR',
    });
    expect(discard).toHaveBeenCalledTimes(1);
  });
});
