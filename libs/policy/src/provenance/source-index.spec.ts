import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Source } from '../session.ts';
import { DIGEST_LENGTH } from './atom.ts';
import { amountsOf, EVERYTHING, extended, firstWith, holdsEverything } from './source-index.ts';

const kinds: readonly Source['by'][] = ['person', 'trusted', 'lookup', 'untrusted', 'session'];
const digests = Array.from({ length: 12 }, (_, index) => `d${index}`.padEnd(DIGEST_LENGTH, '_'));

const source: fc.Arbitrary<Source> = fc.record({
  by: fc.constantFrom(...kinds),
  atoms: fc.oneof(
    { weight: 20, arbitrary: fc.uniqueArray(fc.constantFrom(...digests), { maxLength: 5 }).map((all) => all.join('')) },
    { weight: 1, arbitrary: fc.constant(EVERYTHING) },
  ),
});

const holds = ({ atoms }: Source, digest: string): boolean => {
  for (let at = 0; at < atoms.length; at += DIGEST_LENGTH)
    if (atoms.slice(at, at + DIGEST_LENGTH) === digest) return true;
  return false;
};

const scanned = (sources: readonly Source[], digest: string, wanted: readonly Source['by'][]): Source | undefined =>
  sources.find((one) => wanted.includes(one.by) && holds(one, digest));

describe('the index of sources', () => {
  it('finds what a look at each source finds, in every state a session had and however it went on from there', () => {
    const step = fc.record({ from: fc.nat(), source });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.subarray([...kinds], { minLength: 1 }), (steps, wanted) => {
        const states: (readonly Source[])[] = [[]];
        for (const { from, source: next } of steps) {
          const state = states[from % states.length] ?? [];
          const longer = extended(state, next);
          expect(longer).toEqual([...state, next]);
          states.push(longer);
        }
        for (const state of states) {
          for (const digest of digests) expect(firstWith(state, digest, wanted)).toBe(scanned(state, digest, wanted));
          expect(holdsEverything(state)).toBe(state.some(({ atoms }) => atoms === EVERYTHING));
          for (const kind of kinds) {
            const own = state.filter(({ by }) => by === kind);
            const known = digests.filter((digest) => own.some((one) => holds(one, digest)));
            expect(amountsOf(state, kind)).toEqual({ sources: own.length, atoms: known.length });
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
