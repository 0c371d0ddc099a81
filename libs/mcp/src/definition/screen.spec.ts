import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_DEFINITIONS_BYTES, screenDefinitions } from './screen.ts';

const tool = (name: unknown, extra: object = {}) => ({ name, inputSchema: { type: 'object' }, ...extra });
const deep = (depth: number): unknown => (depth === 0 ? 1 : [deep(depth - 1)]);

describe('screening tool definitions', () => {
  it.each<[string, unknown[], string[], RegExp]>([
    ['keeps what is a tool', [tool('a'), tool('b')], ['a', 'b'], /^$/],
    ['refuses what has no name', [tool('a'), tool('')], ['a'], /is not a tool definition \(name\)/],
    ['refuses what has no schema', [{ name: 'a' }], [], /“a” is not a tool definition \(inputSchema\)/],
    ['refuses what is no object', [null, 7, 'x'], [], /without a name is not a tool definition/],
    [
      'refuses both of two with one name',
      [tool('a'), tool('a', { description: 'other' }), tool('b')],
      ['b'],
      /defined more than once/,
    ],
    [
      'refuses control characters in a name and does not repeat them',
      [tool('a\u001b[31m')],
      [],
      /“a\?\[31m” has control/,
    ],
    ['refuses half a character in a name', [tool('a\ud800')], [], /control characters/],
    ['refuses depth, wherever it is', [tool('a', { _meta: { deep: deep(200) } })], [], /nested too deeply/],
    [
      'refuses what does not fit and keeps what does',
      [tool('a', { description: 'x'.repeat(MAX_DEFINITIONS_BYTES) }), tool('b')],
      ['b'],
      /does not fit/,
    ],
  ])('%s', (_, values, names, message) => {
    const { tools, refused } = screenDefinitions(values);
    expect(tools.map(({ name }) => name)).toEqual(names);
    expect(refused.join(' ')).toMatch(message);
  });

  it('survives anything, and loses nothing silently', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.anything(), fc.record({ name: fc.string(), inputSchema: fc.object() }))),
        (values) => {
          const plain = JSON.parse(JSON.stringify(values)) as unknown[];
          const { tools, refused } = screenDefinitions(plain);
          expect(tools.length + refused.length).toBe(plain.length);
        },
      ),
    );
  });
});
