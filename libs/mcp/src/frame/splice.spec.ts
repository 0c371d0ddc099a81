import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { integerAt, locateId, withId } from './splice.ts';

const parse = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString('utf8'));
const id = fc.oneof(fc.nat(), fc.string());
const answer = fc.record({ value: fc.jsonValue(), from: id, to: id });

const spellings: [string, (id: string | number, value: unknown) => string][] = [
  [
    'id last, as the TypeScript SDK writes',
    (from, value) => JSON.stringify({ result: value, jsonrpc: '2.0', id: from }),
  ],
  ['id second, as most others write', (from, value) => JSON.stringify({ jsonrpc: '2.0', id: from, result: value })],
  ['id first, spaced', (from, value) => JSON.stringify({ id: from, jsonrpc: '2.0', result: value }, null, 2)],
];

describe('withId', () => {
  it.each(spellings)('changes the id and nothing else: %s', (_, write) => {
    fc.assert(
      fc.property(answer, ({ value, from, to }) => {
        const before = Buffer.from(write(from, value));
        expect(parse(withId(before, to))).toEqual({ ...(parse(before) as object), id: to });
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps numbers that JavaScript cannot hold', () => {
    expect(Buffer.from(withId(Buffer.from('{"id":1,"result":12345678901234567890}'), 2)).toString()).toBe(
      '{"id":2,"result":12345678901234567890}',
    );
  });

  it.each([
    ['in the result', '{"result":{"x":1,"jsonrpc":"2.0","id":7}}'],
    ['in a string of the result', '{"result":"\\",\\"jsonrpc\\":\\"2.0\\",\\"id\\":7}"}'],
    ['in an array', '{"result":[{"jsonrpc":"2.0","id":7}]}'],
  ])('does not take an id for the id of the message that stands %s', (_, json) => {
    expect(Buffer.from(withId(Buffer.from(json), 1)).toString()).toBe(json);
  });

  it('changes the one of two ids that a parser would believe', () => {
    expect(parse(withId(Buffer.from('{"jsonrpc":"2.0","id":1,"result":{},"id":2}'), 3))).toMatchObject({ id: 3 });
  });
});

describe('integerAt', () => {
  it.each([
    ['{"id":42}', 42],
    ['{"id":"42"}', undefined],
    ['{"id":-1}', undefined],
    ['{"id":1.5}', undefined],
    ['{"id":1234567890123456}', undefined],
    ['{"id":null}', undefined],
  ])('%s', (json, expected) => {
    const bytes = Buffer.from(json);
    const range = locateId(bytes);
    expect(range && integerAt(bytes, range)).toBe(expected);
  });
});
