import type { StatisticRow } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { columnsOf, measureOf, REST, sumsOf, totalOf } from './series.ts';

const buckets = ['2026-11-28T00:00:00.000Z', '2026-11-29T00:00:00.000Z'];
const row = (key: string, bucket: number, costMicroUsd: number, part: Partial<StatisticRow> = {}): StatisticRow => ({
  ...{ bucket: buckets[bucket] ?? '', key, calls: 1, failed: 0, blocked: 0, inputTokens: 10, cachedInputTokens: 0 },
  ...{ outputTokens: 5, costMicroUsd, savedMicroUsd: -1 },
  ...part,
});

describe('statistics', () => {
  it('are summed by key, the largest first', () => {
    const rows = [row('a', 0, 1), row('b', 0, 5), row('a', 1, 2, { failed: 1 })];
    expect(sumsOf(rows, 'cost').map(({ key, costMicroUsd }) => [key, costMicroUsd])).toEqual([
      ['b', 5],
      ['a', 3],
    ]);
    expect(sumsOf(rows, 'calls')[0]).toMatchObject({ key: 'a', calls: 2, failed: 1, inputTokens: 20 });
    expect(measureOf(totalOf(rows), 'tokens')).toBe(45);
    expect(totalOf([])).toMatchObject({ calls: 0, costMicroUsd: 0 });
  });

  it('have a column for every bucket, whatever form its moment has', () => {
    const rows = [row('a', 0, 7, { bucket: '2026-11-28T00:00:00Z' })];
    expect(columnsOf(rows, buckets, 'cost')).toEqual({
      keys: ['a'],
      columns: [
        { bucket: buckets[0], values: { a: 7 } },
        { bucket: buckets[1], values: { a: 0 } },
      ],
    });
  });

  it('lose nothing in the rest', () => {
    const rows = fc.array(
      fc
        .record({ key: fc.nat(14).map(String), bucket: fc.nat(1), cost: fc.nat(1_000) })
        .map((one) => row(one.key, one.bucket, one.cost)),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(rows, (all) => {
        const { keys, columns } = columnsOf(all, buckets, 'cost');
        expect(keys.length).toBeLessThanOrEqual(8);
        expect(new Set(all.map(({ key }) => key)).size > 8).toBe(keys.includes(REST));
        const drawn = columns.flatMap(({ values }) => Object.values(values)).reduce((sum, value) => sum + value, 0);
        expect(drawn).toBe(totalOf(all).costMicroUsd);
      }),
    );
  });
});
