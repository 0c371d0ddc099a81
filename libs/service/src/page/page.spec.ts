import { describe, expect, it } from '@jest/globals';
import { pageQuery, toPage } from './page.ts';

const items = (count: number, bytes = 0) =>
  Array.from({ length: count }, (_, id) => ({ id: String(id), text: 'x'.repeat(bytes) }));
const shown = (count: number, limit: number, bytes?: number) => {
  const { items: page, nextCursor } = toPage(items(count, bytes), limit);
  return [page.length, nextCursor];
};

describe('a page', () => {
  it.each<[string, [number, number, number?], [number, string | null]]>([
    ['is the last one when there is no more', [2, 2], [2, null]],
    ['points at the next when there is one row more', [3, 2], [2, '1']],
    ['is empty when nothing is there', [0, 2], [0, null]],
    ['ends before it outgrows a message', [11, 10, 100_000], [7, '6']],
    ['shows one item however large it is', [3, 2, 2_000_000], [1, '0']],
  ])('%s', (_, given, expected) => expect(shown(...given)).toEqual(expected));

  it('refuses a cursor that is not ours', () => {
    expect(() => pageQuery({ cursor: "' OR 1=1", limit: 1 })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });
});
