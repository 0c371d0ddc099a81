import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { portions } from './price-portion.ts';

const MESSAGE_BYTES = 1_048_576;

describe('portions of a price table', () => {
  it('hold every entry once, in its order, and fit a message', () => {
    const entry = fc.tuple(fc.string({ maxLength: 30 }), fc.nat(60_000));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 60 }), (sizes) => {
        const table = Object.fromEntries(sizes.map(([name, size]) => [name, { note: 'é'.repeat(size) }]));
        const pieces = portions(table);
        expect(pieces.flatMap((piece) => Object.entries(piece))).toEqual(Object.entries(table));
        for (const piece of pieces) expect(Buffer.byteLength(JSON.stringify(piece))).toBeLessThan(MESSAGE_BYTES / 2);
      }),
      { numRuns: 30 },
    );
  });

  it('of nothing are none', () => expect(portions({})).toEqual([]));

  it('are refused for an entry that no message holds', () => {
    expect(() => portions({ 'gpt-5': { input_cost_per_token: 1e-6 }, huge: 'x'.repeat(300_000) })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringContaining('huge') }),
    );
  });
});
