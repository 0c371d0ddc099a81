import { describe, expect, it } from '@jest/globals';
import { parseRecordArguments } from './arguments.ts';

const read = (text: string, environment: NodeJS.ProcessEnv = {}) =>
  parseRecordArguments(text.split(' ').filter(Boolean), environment);

describe('the words after ./archestra', () => {
  it.each([
    ['audit verify a.ndjson --key k', { verb: 'verify', file: 'a.ndjson', keys: ['k'] }],
    ['audit verify a.ndjson --key k --key l', { verb: 'verify', file: 'a.ndjson', keys: ['k', 'l'] }],
    ['audit export a --url http://c --token t', { verb: 'export', file: 'a', url: 'http://c', token: 't' }],
    ['', { verb: 'help' }],
    ['audit verify a --help', { verb: 'help' }],
  ])('are understood: %s', (text, request) => {
    expect(read(text)).toEqual(request);
  });

  it('may leave the token to the environment', () => {
    expect(read('audit export a --url http://c', { ARCHESTRA_TOKEN: 't' })).toMatchObject({ token: 't' });
  });

  it.each([
    'audit',
    'audit verify',
    'audit verify a',
    'audit export a --url http://c',
    'audit export a --token t',
    'audit prove a --key k',
    'record verify a --key k',
    'audit verify a b --key k',
    'audit verify a --color --key k',
  ])('are refused with a reason: %s', (text) => {
    const request = read(text);
    expect(request).toMatchObject({ verb: 'wrong', why: expect.stringMatching(/\w{4}/) });
  });
});
