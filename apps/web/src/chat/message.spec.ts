import { describe, expect, it } from '@jest/globals';
import type { ChatToolCall } from '@archestra/contracts';
import { piecesOf, sizeOf, textOf, type ConversationMessage } from './message.ts';

const facts = (toolCallId: string): ChatToolCall => ({
  toolCallId,
  name: 'files__read',
  serverId: null,
  serverName: 'Files',
  outcome: 'answered',
  callId: null,
  reason: null,
  path: [],
  error: null,
  approval: null,
  startedAt: '2026-11-29T00:00:00Z',
  durationMs: 3,
});
const parts: ConversationMessage['parts'] = [
  { type: 'step-start' },
  { type: 'reasoning', text: 'First look.', state: 'done' },
  {
    type: 'dynamic-tool',
    toolName: 'files__read',
    toolCallId: 't1',
    state: 'output-available',
    input: {},
    output: 'x',
  },
  { type: 'data-tool', id: 't1', data: facts('t1') },
  { type: 'text', text: '  ', state: 'done' },
  { type: 'text', text: 'Here it is.', state: 'streaming' },
];

describe('piecesOf', () => {
  it('shows what is known of a call where it was made, and leaves out what is empty', () => {
    const pieces = piecesOf({ parts });
    expect(pieces.map(({ kind }) => kind)).toEqual(['reasoning', 'tool', 'text']);
    expect(pieces[1]).toMatchObject({ use: { id: 't1', facts: { durationMs: 3 }, part: { toolName: 'files__read' } } });
    expect(pieces[2]).toMatchObject({ text: 'Here it is.', isOpen: true });
  });

  it('shows a call whose other half has not come', () => {
    expect(piecesOf({ parts: [{ type: 'data-tool', id: 't2', data: facts('t2') }] })).toMatchObject([
      { kind: 'tool', use: { id: 't2', part: undefined } },
    ]);
  });
});

it('copies the words, not the thoughts', () => {
  expect(textOf({ parts })).toBe('Here it is.');
});

it('grows with every letter and every part', () => {
  const first: ConversationMessage['parts'] = [{ type: 'text', text: 'Here' }];
  expect(sizeOf({ parts: first })).toBeLessThan(sizeOf({ parts: [{ type: 'text', text: 'Here ' }] }));
  expect(sizeOf({ parts: first })).toBeLessThan(sizeOf({ parts: [...first, { type: 'step-start' }] }));
});
