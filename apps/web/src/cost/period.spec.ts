import { describe, expect, it } from '@jest/globals';
import { rangeOf, StatisticSearch } from './period.ts';

const now = new Date('2026-11-29T14:25:00Z');

describe('the time statistics are about', () => {
  it('is whole hours of one day', () => {
    const { from, to, bucket, buckets } = rangeOf('day', now);
    expect([from, to, bucket, buckets.length]).toEqual([
      '2026-11-28T15:00:00.000Z',
      '2026-11-29T15:00:00.000Z',
      'hour',
      24,
    ]);
    expect([buckets[0], buckets.at(-1)]).toEqual([from, '2026-11-29T14:00:00.000Z']);
  });

  it.each([
    ['week' as const, 7, '2026-11-23T00:00:00.000Z'],
    ['month' as const, 30, '2026-10-31T00:00:00.000Z'],
    ['quarter' as const, 90, '2026-09-01T00:00:00.000Z'],
  ])('is whole days of a %s', (period, count, first) => {
    const { from, to, bucket, buckets } = rangeOf(period, now);
    expect([from, to, bucket, buckets.length]).toEqual([first, '2026-11-30T00:00:00.000Z', 'day', count]);
    expect(new Set(buckets).size).toBe(count);
  });

  it('survives any address', () => {
    expect(StatisticSearch.parse({ period: 'age', by: 'mood', measure: 1 })).toEqual({});
  });
});
