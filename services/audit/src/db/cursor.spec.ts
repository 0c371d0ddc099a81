import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromCursor, toCursor, toPage } from './cursor.ts';

const place = fc.record({
  at: fc.date({ noInvalidDate: true, min: new Date('1970-01-01'), max: new Date('2100-01-01') }),
  id: fc.uuid(),
});

describe('a cursor', () => {
  it('leads back to its place', () => {
    fc.assert(fc.property(place, (there) => expect(fromCursor(toCursor(there))).toEqual(there)));
  });

  it('is refused when it is not ours', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((text) => Buffer.from(text).toString('base64url')),
        ),
        (text) => {
          expect(() => fromCursor(text)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
        },
      ),
    );
  });
});

describe('a page of several lists', () => {
  it('walks through all of them once, newest first', () => {
    const lists = fc.tuple(
      fc.uniqueArray(place, { selector: ({ id }) => id, maxLength: 30 }),
      fc.integer({ min: 1, max: 7 }),
    );
    fc.assert(
      fc.property(lists, ([all, limit]) => {
        const newest = all.toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1));
        const isAfter = (cursor: string | null) => (row: (typeof all)[number]) => {
          if (!cursor) return true;
          const from = fromCursor(cursor);
          return row.at < from.at || (row.at.getTime() === from.at.getTime() && row.id < from.id);
        };
        const seen: typeof all = [];
        let cursor: string | null = null;
        do {
          const rest = newest.filter(isAfter(cursor));
          const halves = [
            rest.filter((_, i) => i % 2 === 0).slice(0, limit + 1),
            rest.filter((_, i) => i % 2 === 1).slice(0, limit + 1),
          ];
          const page: ReturnType<typeof toPage<(typeof all)[number]>> = toPage(halves, limit);
          seen.push(...page.rows);
          cursor = page.nextCursor;
        } while (cursor);
        expect(seen).toEqual(newest);
      }),
    );
  });
});
