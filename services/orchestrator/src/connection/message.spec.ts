import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readMessage } from './message.ts';

const read = (message: unknown): unknown =>
  readMessage(Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)));

describe('readMessage', () => {
  it('agrees with JSON.parse about the id of an answer in every usual spelling', () => {
    const id = fc.nat();
    fc.assert(
      fc.property(fc.jsonValue(), id, fc.constantFrom('result', 'error'), (value, number, key) => {
        for (const message of [
          { [key]: value, jsonrpc: '2.0', id: number },
          { jsonrpc: '2.0', id: number, [key]: value },
          { id: number, [key]: value },
        ]) {
          expect(read(message)).toEqual({ kind: 'answer', id: number });
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [
      'a notification',
      { jsonrpc: '2.0', method: 'notifications/progress', params: { id: 3 } },
      { kind: 'notification', method: 'notifications/progress' },
    ],
    ['a request', { method: 'ping', jsonrpc: '2.0', id: 'x' }, { kind: 'request', method: 'ping', id: '"x"' }],
    ['an answer to an id that is not ours', { result: {}, jsonrpc: '2.0', id: 'x' }, { kind: 'answer', id: undefined }],
    ['a banner', 'Server listening on stdio', { kind: 'garbage' }],
    ['a banner in braces', '{ listening }', { kind: 'garbage' }],
    ['an object that is no message', '{"level":"info"}', { kind: 'garbage' }],
    ['an array', '[{"id":1}]', { kind: 'garbage' }],
  ])('recognizes %s', (_, message, expected) => {
    expect(read(message)).toEqual(expected);
  });
});
