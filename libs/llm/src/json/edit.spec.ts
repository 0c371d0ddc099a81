import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { editJson } from './edit.ts';
import type { JsonPath } from './json.ts';

const paths = (value: unknown, path: JsonPath = []): JsonPath[] => {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Array.isArray(value)
    ? value.map((inner, index) => paths(inner, [...path, index]))
    : Object.entries(value).map(([key, inner]) => paths(inner, [...path, key]));
  return [path, ...below.flat()];
};

const replaced = (value: unknown, [key, ...rest]: JsonPath, by: unknown): unknown => {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((inner, index) => (index === key ? replaced(inner, rest, by) : inner));
  return Object.fromEntries(
    Object.entries(value as object).map(([name, inner]) => [name, name === key ? replaced(inner, rest, by) : inner]),
  );
};

const name = fc.constantFrom('a', 'b', '"', 'x\\y', 'é\n', ' ');
const leaf = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom('}', ']', '\\', '\\"', ','));
const tree = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof({ maxDepth: 3 }, leaf, fc.dictionary(name, tie('node')), fc.array(tie('node'), { maxLength: 3 })),
})).node;
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('editJson', () => {
  it('changes the value at a path and no other', () => {
    fc.assert(
      fc.property(fc.dictionary(name, tree), fc.nat(), leaf, fc.constantFrom(0, 1), (raw, pick, by, indent) => {
        const document = plain(raw);
        const all = paths(document).filter((path) => path.length > 0);
        fc.pre(all.length > 0);
        const path = all[pick % all.length] as JsonPath;
        const text = editJson(JSON.stringify(document, null, indent), [{ path, value: by }]);
        expect(JSON.parse(text)).toEqual(plain(replaced(document, path, by)));
      }),
      { numRuns: 500 },
    );
  });

  it('removes the elements it is told to and no other', () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 6 }), fc.uniqueArray(fc.nat({ max: 5 })), (raw, gone) => {
        const document = plain({ list: raw }) as { list: unknown[] };
        const text = editJson(
          JSON.stringify(document),
          gone.map((index) => ({ path: ['list', index] })),
        );
        expect(JSON.parse(text)).toEqual({ list: document.list.filter((_, index) => !gone.includes(index)) });
      }),
    );
  });

  it.each([
    ['adds a member', '{"a":1}', [{ path: ['b'], value: 2 }], '{"a":1,"b":2}'],
    ['adds to nothing', '{ }', [{ path: ['b'], value: { c: [] } }], '{"b":{"c":[]}}'],
    ['removes a member', '{"a":1, "b":2}', [{ path: ['a'] }], '{"b":2}'],
    ['does not mind removing what is not there', '{"a":1}', [{ path: ['b'] }], '{"a":1}'],
    ['changes both of two equal names', '{"a":1,"a":2}', [{ path: ['a'], value: 3 }], '{"a":3,"a":3}'],
    [
      'keeps numbers that JavaScript cannot hold',
      '{"m":"x","n":12345678901234567890}',
      [{ path: ['m'], value: 'y' }],
      '{"m":"y","n":12345678901234567890}',
    ],
    ['leaves the text alone without an edit', ' {"a" : 1}', [], ' {"a" : 1}'],
  ])('%s', (_, text, edits, expected) => {
    expect(editJson(text, edits)).toBe(expected);
  });
});
