import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonTokens, prettyJson } from './json-tokens.ts';

const joined = (text: string) =>
  jsonTokens(text)
    .map((token) => token.text)
    .join('');

describe('jsonTokens', () => {
  it('tells keys, strings, numbers and words apart', () => {
    const kinds = jsonTokens('{"a": "b", "n": -1.5e3, "t": true}').filter(({ kind }) => kind !== 'plain');
    expect(kinds).toEqual([
      { kind: 'key', text: '"a"' },
      { kind: 'string', text: '"b"' },
      { kind: 'key', text: '"n"' },
      { kind: 'number', text: '-1.5e3' },
      { kind: 'key', text: '"t"' },
      { kind: 'word', text: 'true' },
    ]);
  });

  it('does not mistake an escaped quote for the end of a string', () => {
    expect(jsonTokens(String.raw`"a\"b"`)).toEqual([{ kind: 'string', text: String.raw`"a\"b"` }]);
  });

  it('loses nothing of any text, JSON or not', () => {
    fc.assert(fc.property(fc.string(), (text) => joined(text) === text));
    fc.assert(fc.property(fc.json(), (text) => joined(text) === text));
  });

  it('stays fast on a long text that was cut inside a string', () => {
    const started = performance.now();
    jsonTokens(`{"a": "${'\\"'.repeat(50_000)}`);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('prettyJson', () => {
  it('indents JSON and leaves everything else alone', () => {
    expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(prettyJson('{"a":')).toBe('{"a":');
  });
});
