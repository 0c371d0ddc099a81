import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { WorkQueue } from './work-queue.ts';

const idle = async (queue: WorkQueue): Promise<void> => {
  while (!queue.idle) await setTimeout(1);
};

describe('WorkQueue', () => {
  it('works once for a key that was added many times, and once more when it was added meanwhile', async () => {
    const done: string[] = [];
    const queue = new WorkQueue(async (key) => {
      done.push(key);
      await setTimeout(5);
    });
    for (let count = 0; count < 10; count += 1) queue.add('a');
    await setTimeout(1);
    queue.add('a');
    queue.add('a');
    await idle(queue);
    expect(done).toEqual(['a', 'a']);
  });

  it('never works on one key twice at the same time, nor on more keys than it may', async () => {
    const working = new Set<string>();
    let most = 0;
    const faults: string[] = [];
    const queue = new WorkQueue(
      async (key) => {
        if (working.has(key)) faults.push(key);
        working.add(key);
        most = Math.max(most, working.size);
        await setTimeout(1);
        working.delete(key);
      },
      { concurrency: 3 },
    );
    for (let count = 0; count < 60; count += 1) {
      queue.add(`key ${String(count % 7)}`);
      if (count % 5 === 0) await setTimeout(1);
    }
    await idle(queue);
    expect([faults, most]).toEqual([[], 3]);
  });

  it('tries again ever more slowly, for ever, and from the start after a success', async () => {
    const at: number[] = [];
    let failures = 4;
    const queue = new WorkQueue(
      async () => {
        at.push(performance.now());
        if (failures-- > 0) throw new Error('not yet');
      },
      { firstDelayMs: 10, longestDelayMs: 40, random: () => 1 },
    );
    queue.add('a');
    await idle(queue);
    const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    [10, 20, 40, 40].forEach((expected, index) => {
      expect(pauses[index]).toBeGreaterThan(expected - 2);
    });
    failures = 1;
    at.length = 0;
    queue.add('a');
    await idle(queue);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeLessThan(35);
  });

  it('keeps to its rate after a burst', async () => {
    const at: number[] = [];
    const queue = new WorkQueue(async () => void at.push(performance.now()), { perSecond: 100, burst: 5 });
    const startedAt = performance.now();
    for (let count = 0; count < 15; count += 1) queue.add(String(count));
    await idle(queue);
    expect(at.filter((time) => time - startedAt < 5).length).toBeLessThanOrEqual(6);
    expect((at.at(-1) ?? 0) - startedAt).toBeGreaterThan(80);
  });

  it('counts the earliest of several wishes, and forgets all of them at the end', async () => {
    const at: number[] = [];
    const queue = new WorkQueue(async () => void at.push(performance.now()));
    const startedAt = performance.now();
    queue.addAfter('a', 5_000);
    queue.addAfter('a', 10);
    queue.addAfter('a', 3_000);
    await idle(queue);
    expect((at[0] ?? Infinity) - startedAt).toBeLessThan(1_000);
    queue.addAfter('a', 10);
    await queue.close();
    queue.add('a');
    await setTimeout(30);
    expect(at.length).toBe(1);
  });
});
