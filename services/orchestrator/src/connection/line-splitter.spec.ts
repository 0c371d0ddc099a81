import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LineSplitter } from './line-splitter.ts';

const split = (chunks: readonly Buffer[], limit: number): { lines: string[]; oversized: [string, string][] } => {
  const lines: string[] = [];
  const oversized: [string, string][] = [];
  const splitter = new LineSplitter(limit, {
    line: (bytes) => lines.push(bytes.toString('latin1')),
    oversized: (start, end) => oversized.push([start.toString('latin1'), end.toString('latin1')]),
  });
  for (const chunk of chunks) splitter.push(chunk);
  return { lines, oversized };
};

const cut = (text: string, sizes: readonly number[]): Buffer[] => {
  const chunks: Buffer[] = [];
  let from = 0;
  for (const size of sizes) {
    chunks.push(Buffer.from(text.slice(from, from + size), 'latin1'));
    from += size;
  }
  return [...chunks, Buffer.from(text.slice(from), 'latin1')];
};

describe('LineSplitter', () => {
  it('finds the same lines however the stream is cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '{', '\u0000'), maxLength: 80 });
    fc.assert(
      fc.property(text, fc.array(fc.nat(7), { maxLength: 40 }), fc.nat(12), (given, sizes, limit) => {
        const whole = given.split('\n').slice(0, -1);
        const expected = whole.filter((line) => line.length <= limit).map((line) => line.replace(/\r$/, ''));
        const found = split(cut(given, sizes), limit);
        expect(found.lines).toEqual(expected.filter(Boolean));
        expect(found.oversized).toHaveLength(whole.filter((line) => line.length > limit).length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('shows both ends of a line it skipped and goes on with the next one', () => {
    const long = `start${'x'.repeat(100_000)}end`;
    const { lines, oversized } = split(
      cut(
        `${long}\nnext\n`,
        Array.from({ length: 50 }, () => 1_999),
      ),
      1_000,
    );
    expect(oversized).toHaveLength(1);
    expect(oversized[0]?.[0].startsWith('start')).toBe(true);
    expect(oversized[0]?.[1].endsWith('end')).toBe(true);
    expect(lines).toEqual(['next']);
  });
});
