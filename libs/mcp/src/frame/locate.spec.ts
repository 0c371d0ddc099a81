import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { locate } from './locate.ts';

const textAt = (json: string, ...path: string[]): unknown => {
  const bytes = Buffer.from(json);
  const found = locate(bytes, ...path);
  return found && JSON.parse(bytes.subarray(found.start, found.end).toString('utf8'));
};

const at = (value: unknown, path: readonly string[]): unknown => {
  let inner = value;
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return undefined;
    inner = (inner as Record<string, unknown>)[key];
  }
  return inner;
};

describe('locate', () => {
  it('finds what JSON.parse finds, however deep, spaced or escaped', () => {
    // No key that is a lone backslash: once V8 has seen one, its JSON.parse reads the key `"\""` as a backslash, too.
    const key = fc.constantFrom('a', 'b', 'id', '"', 'x\\y', 'é\n');
    const leaf = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('"id":1}', '\\', '\\"', '{', ']'));
    const tree = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof({ maxDepth: 2 }, leaf, fc.dictionary(key, tie('node')), fc.array(tie('node'), { maxLength: 3 })),
    })).node;
    fc.assert(
      fc.property(
        fc.dictionary(key, tree),
        fc.array(key, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(0, 1, 3),
        (document, path, indent) => {
          const json = JSON.stringify(document, null, indent);
          expect(textAt(json, ...path)).toEqual(at(JSON.parse(json), path));
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['the last of two equal keys', '{"id":1,"id":2}', 2],
    ['a key written with escapes', '{"\\u0069d":3}', 3],
    ['a key behind a string full of quotes', '{"x":"\\"id\\":9","id":4}', 4],
    ['nothing in an array', '[{"id":1}]', undefined],
    ['nothing in a text that ends early', '{"x":"abc', undefined],
    ['nothing in nothing', '', undefined],
  ])('finds %s', (_, json, expected) => {
    expect(textAt(json, 'id')).toEqual(expected);
  });

  it('ends on any bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const found = locate(bytes, 'id');
        expect(found === undefined || (found.start < found.end && found.end <= bytes.length)).toBe(true);
      }),
    );
  });
});
