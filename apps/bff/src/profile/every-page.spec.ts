import { describe, expect, it } from '@jest/globals';
import { everyPage } from './every-page.ts';

describe('everyPage', () => {
  it('follows cursors to the end', async () => {
    const pages = new Map([
      [undefined, 'b'],
      ['b', 'c'],
      ['c', null],
    ] as [string | undefined, string | null][]);
    const items = await everyPage(({ cursor }) =>
      Promise.resolve({ items: [cursor ?? 'a'], nextCursor: pages.get(cursor) ?? null }),
    );
    expect(items).toEqual(['a', 'b', 'c']);
  });

  it('does not follow a cursor for ever', async () => {
    expect(await everyPage(() => Promise.resolve({ items: [1], nextCursor: 'same' }))).toHaveLength(25);
  });
});
