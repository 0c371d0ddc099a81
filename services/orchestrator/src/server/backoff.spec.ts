import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Backoff } from './backoff.ts';

describe('Backoff', () => {
  it('doubles up to a minute', () => {
    const backoff = new Backoff(() => 1);
    expect(Array.from({ length: 9 }, () => backoff.next(0))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000,
    ]);
  });

  it('starts again after a stable run', () => {
    const backoff = new Backoff(() => 1);
    backoff.next(0);
    backoff.next(0);
    expect(backoff.next(60_000)).toBe(500);
  });

  it('never waits less than 250 ms nor more than a minute', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ ranMs: fc.nat(120_000), random: fc.double({ min: 0, max: 1, noNaN: true }) }), {
          maxLength: 50,
        }),
        (runs) => {
          let random = 0;
          const backoff = new Backoff(() => random);
          for (const run of runs) {
            random = run.random;
            const waitMs = backoff.next(run.ranMs);
            expect(waitMs >= 250 && waitMs <= 60_000).toBe(true);
          }
        },
      ),
    );
  });
});
