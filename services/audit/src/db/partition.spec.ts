import { describe, expect, it } from '@jest/globals';
import { monthsAround, Partition } from './partition.ts';
import type { PartitionStore } from './partition.store.ts';

describe('months around a moment', () => {
  it.each([
    ['2026-11-21T00:00:00Z', 0, 2, ['2026-11', '2026-12', '2027-01']],
    ['2027-01-31T23:59:59Z', -1, 1, ['2026-12', '2027-01', '2027-02']],
  ])('of %s from %d to %d', (now, from, to, months) => expect(monthsAround(new Date(now), from, to)).toEqual(months));
});

describe('partitions', () => {
  const recording = (failing = false) => {
    const asked: string[] = [];
    const store = {
      ensure: async (table: string, month: string) => {
        asked.push(`${table} ${month}`);
        if (failing && asked.length === 1) throw new Error('away');
        return true;
      },
    } as unknown as PartitionStore;
    return { asked, partition: new Partition(store) };
  };

  it('are asked for once', async () => {
    const { asked, partition } = recording();
    const now = new Date();
    await partition.ensureFor('entry', [now, now]);
    await partition.ensureFor('entry', [now]);
    expect(asked).toEqual([`entry ${now.toISOString().slice(0, 7)}`]);
  });

  it('are asked for again after a failure', async () => {
    const { asked, partition } = recording(true);
    await expect(partition.ensureFor('entry', [new Date()])).rejects.toThrow('away');
    await partition.ensureFor('entry', [new Date()]);
    expect(asked).toHaveLength(2);
  });

  it('are not made for times far from today', async () => {
    const { asked, partition } = recording();
    await partition.ensureFor('tool_call', [new Date('1970-01-01'), new Date('9999-12-31')]);
    expect(asked).toEqual([]);
  });
});
