import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { estimateTokens, sizeBytes } from './token.ts';

describe('estimateTokens', () => {
  it.each<[string, number]>([
    ['hello world', 2 + 4],
    ['', 0],
    ['<|endoftext|>', 7 + 4],
  ])('counts %j as %i', (text, expected) => {
    expect(estimateTokens([text])).toBe(expected);
  });

  it.each<[string, string, number]>([
    ['prose', 'The quick brown fox jumps over the lazy dog. ', 4.5],
    ['code', 'const a = b.map((c) => c.d ?? 0);\n', 2.5],
    ['digits', '1234567890', 3],
  ])('is near the truth for much %s, and rather above it', (_, piece, charsPerToken) => {
    const text = piece.repeat(2_000);
    const truth = text.length / charsPerToken;
    expect(estimateTokens([text])).toBeGreaterThan(truth * 0.8);
    expect(estimateTokens([text])).toBeLessThan(truth * 1.7);
  });

  it('takes a long text to be as dense as its densest part', () => {
    const dense = Buffer.from(Array.from({ length: 600 }, (_, at) => (at * 73) % 251)).toString('base64');
    const prose = 'the same old words again and again '.repeat(100);
    expect(estimateTokens([prose + dense])).toBeGreaterThan(estimateTokens([prose]) * 1.5);
  });

  it('is never more than a token for each byte', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 900 }), { maxLength: 4 }), (texts) => {
        const tokens = estimateTokens(texts);
        const written = texts.filter((text) => text !== '').length;
        expect(tokens).toBeLessThanOrEqual(sizeBytes(texts) + written * 4);
        expect(tokens).toBeGreaterThanOrEqual(written * 4);
      }),
    );
  });

  it('does not mind a run of one letter', () => {
    expect(estimateTokens(['a'.repeat(1_000_000)])).toBeGreaterThan(100_000);
  });
});
