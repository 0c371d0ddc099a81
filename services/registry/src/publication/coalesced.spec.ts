import { describe, expect, it } from '@jest/globals';
import { Coalesced } from './coalesced.ts';

const gate = () => Promise.withResolvers<void>();

describe('coalesced runs', () => {
  it('share the run that has not begun, never the one that has', async () => {
    const runs = new Coalesced();
    const first = gate();
    let count = 0;
    const work = async (): Promise<void> => {
      count += 1;
      if (count === 1) await first.promise;
    };
    const one = runs.run('a', work);
    await Promise.resolve();
    await Promise.resolve();
    const [two, three] = [runs.run('a', work), runs.run('a', work)];
    expect(two).toBe(three);
    first.resolve();
    await Promise.all([one, two]);
    expect(count).toBe(2);
    await runs.run('a', work);
    expect(count).toBe(3);
  });

  it('of different keys do not wait for each other, and a failure is told to its callers only', async () => {
    const runs = new Coalesced();
    const failing = runs.run('a', () => Promise.reject(new Error('no')));
    const next = runs.run('b', () => Promise.resolve());
    await expect(failing).rejects.toThrow('no');
    await next;
    await expect(runs.run('a', () => Promise.resolve())).resolves.toBeUndefined();
  });
});
