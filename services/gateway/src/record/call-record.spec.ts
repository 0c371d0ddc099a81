import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cut } from './call-record.ts';

describe('what a record keeps of a JSON text', () => {
  it('keeps a short one whole', () =>
    expect(cut('{"a":1}', 100)).toEqual({ text: '{"a":1}', bytes: 7, truncated: false }));

  it('says how long a cut one was', () => expect(cut('abcdef', 3)).toEqual({ text: 'abc', bytes: 6, truncated: true }));

  it('cuts between characters, never beyond the limit, and always a prefix', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.nat(80), (text, limit) => {
        const kept = cut(text, limit);
        expect(kept.bytes).toBe(Buffer.byteLength(text));
        expect(kept.truncated).toBe(kept.bytes > limit);
        expect(Buffer.byteLength(kept.text)).toBeLessThanOrEqual(Math.max(limit, kept.truncated ? 0 : kept.bytes));
        expect(text.startsWith(kept.text)).toBe(true);
      }),
    );
  });
});
