import { AppError, type LlmSource } from '@archestra/contracts';
import { dialects } from '@archestra/llm';
import { describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import type { LlmCall } from './llm-call.ts';
import { LlmRecord } from './llm-record.ts';

const SECRET = 'the quarantined words';
const interrupted = new AppError('CALL_INTERRUPTED', 'The gateway stopped.');
const call = { id: 'call_1', type: 'function', function: { name: 'read', arguments: '{}' } };
const body = {
  model: 'echo',
  messages: [
    { role: 'user', content: 'Read it' },
    { role: 'assistant', content: null, tool_calls: [call] },
    { role: 'tool', tool_call_id: 'call_1', content: SECRET },
  ],
};

const recordOf = (source: LlmSource): LlmRecord => {
  const text = JSON.stringify(body);
  const asked: LlmCall = {
    callId: uuid(),
    organizationId: uuid(),
    caller: { kind: 'user', id: uuid(), name: 'Ada' },
    teamIds: [],
    source,
    profile: undefined,
    charged: null,
    clientName: '',
    operation: 'chat-completions',
    isFull: true,
    text,
    body,
    facts: dialects['openai-chat'].readRequest(body),
    sessionId: 'x',
    headers: {},
    signal: new AbortController().signal,
    startedAt: 0,
    authenticatedAt: 0,
  };
  return new LlmRecord(asked, 10_000);
};

describe('what a record tells', () => {
  it('is what the provider was shown, also when the process dies before it answered', () => {
    const record = recordOf('client');
    record.replacements = new Map([[0, 'A summary.']]);
    const planned = record.completed('interrupted', interrupted);
    expect(planned).toMatchObject({ withheldResults: 1 });
    expect(planned.request.text).toContain('A summary.');
    expect(JSON.stringify(planned)).not.toContain(SECRET);
  });

  it('is the request as it came where nothing was withheld', () => {
    const record = recordOf('client');
    record.replacements = new Map();
    expect(JSON.parse(record.completed('answered').request.text)).toEqual(body);
  });

  it('is no result that nobody inspected', () => {
    const { request, withheldResults } = recordOf('client').completed('failed', interrupted);
    expect([request.text.includes(SECRET), request.text.includes('Read it'), withheldResults]).toEqual([
      false,
      true,
      0,
    ]);
  });

  it('is only the size of what a quarantined model was asked and said', () => {
    const record = recordOf('dual_llm');
    record.replacements = new Map();
    record.response = SECRET;
    const args = { text: JSON.stringify(SECRET), bytes: 23, truncated: false };
    record.addDecided(
      [{ toolCallId: 'a', name: 'b', arguments: args, outcome: 'deny', reason: null, path: [], approvalId: null }],
      1,
    );
    const quoted = new AppError('PROVIDER_REFUSED', `The provider does not accept this request: ${SECRET}`);
    expect(record.completed('failed', quoted).error).toMatchObject({ code: 'PROVIDER_REFUSED' });
    for (const told of [record.completed('interrupted', interrupted), record.completed('failed', quoted)]) {
      expect(JSON.stringify(told)).not.toContain(SECRET);
      expect(told).toMatchObject({
        request: { text: '', bytes: JSON.stringify(body).length, truncated: true },
        response: { text: '', bytes: SECRET.length, truncated: true },
        toolCalls: [{ arguments: { text: '', bytes: 23 } }],
      });
    }
  });
});
