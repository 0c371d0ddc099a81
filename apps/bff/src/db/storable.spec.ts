import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { storable } from './storable.ts';

describe('what is kept', () => {
  it('holds nothing PostgreSQL would refuse, and is else what it was', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), (json) => {
        const kept = JSON.stringify(storable(JSON.parse(json)));
        expect(kept).not.toMatch(/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i);
        if (!/\\u/.test(JSON.stringify(JSON.parse(json)))) expect(JSON.parse(kept)).toEqual(JSON.parse(json));
      }),
    );
  });

  it('replaces both in keys and values', () => {
    expect(storable({ 'a\0': ['\ud800x', 1, null] })).toEqual({ 'a\ufffd': ['\ufffdx', 1, null] });
  });
});
