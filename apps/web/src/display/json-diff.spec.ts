import { describe, expect, it } from '@jest/globals';
import { jsonDiff } from './json-diff.ts';

describe('jsonDiff', () => {
  it('finds nothing in equal values, whatever the objects', () => {
    expect(jsonDiff({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toEqual([]);
  });

  it('names each place that came, went or changed', () => {
    const before = { type: 'object', properties: { path: { type: 'string' }, limit: { maximum: 100 } } };
    const after = { type: 'object', properties: { limit: { maximum: 10_000 }, callback: { type: 'string' } } };
    expect(jsonDiff(before, after, 'inputSchema')).toEqual([
      { kind: 'removed', path: 'inputSchema.properties.path', before: { type: 'string' } },
      { kind: 'changed', path: 'inputSchema.properties.limit.maximum', before: 100, after: 10_000 },
      { kind: 'added', path: 'inputSchema.properties.callback', after: { type: 'string' } },
    ]);
  });

  it('keeps a list of words together', () => {
    expect(jsonDiff({ required: ['a'] }, { required: ['a', 'b'] })).toEqual([
      { kind: 'changed', path: 'required', before: ['a'], after: ['a', 'b'] },
    ]);
  });

  it('writes keys that are no words so that they cannot be mistaken for a path', () => {
    expect(jsonDiff({ a: {} }, { a: { 'b.c': 1 } })[0]?.path).toBe('a["b.c"]');
  });

  it('says that something became something else', () => {
    expect(jsonDiff({ a: 1 }, { a: undefined })).toHaveLength(1);
    expect(jsonDiff(undefined, { a: 1 }, 'outputSchema')).toEqual([
      { kind: 'changed', path: 'outputSchema', before: undefined, after: { a: 1 } },
    ]);
  });

  it('stops counting somewhere', () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, index]));
    expect(jsonDiff({}, many).length).toBeLessThanOrEqual(300);
  });
});
