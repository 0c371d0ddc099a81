import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isAtLeastAsRestrictive, isSameLabel, join, LEAST_RESTRICTIVE, MOST_RESTRICTIVE } from './label.ts';
import { anyLabel } from '../test/sample.ts';

describe('the label algebra', () => {
  it('joins in any order', () => {
    fc.assert(fc.property(anyLabel, anyLabel, (a, b) => expect(join(a, b)).toEqual(join(b, a))));
  });

  it('joins in any grouping', () => {
    fc.assert(
      fc.property(anyLabel, anyLabel, anyLabel, (a, b, c) => expect(join(join(a, b), c)).toEqual(join(a, join(b, c)))),
    );
  });

  it('gains nothing by joining a label with itself', () => {
    fc.assert(fc.property(anyLabel, (a) => expect(isSameLabel(join(a, a), a)).toBe(true)));
  });

  it('only ever gets more restrictive', () => {
    fc.assert(
      fc.property(anyLabel, anyLabel, (a, b) => {
        expect(isAtLeastAsRestrictive(join(a, b), a)).toBe(true);
        expect(isAtLeastAsRestrictive(join(a, b), b)).toBe(true);
      }),
    );
  });

  it('is monotone: a more restrictive part never makes a less restrictive whole', () => {
    fc.assert(
      fc.property(anyLabel, anyLabel, anyLabel, (a, b, c) =>
        expect(isAtLeastAsRestrictive(join(join(a, b), c), join(a, c))).toBe(true),
      ),
    );
  });

  it('has a bottom that changes nothing and a top that swallows everything', () => {
    fc.assert(
      fc.property(anyLabel, (a) => {
        expect(isSameLabel(join(a, LEAST_RESTRICTIVE), a)).toBe(true);
        expect(isSameLabel(join(a, MOST_RESTRICTIVE), MOST_RESTRICTIVE)).toBe(true);
      }),
    );
  });

  it.each([
    ['public', 'public', 'public'],
    ['public', ['b', 'a', 'b'], ['a', 'b']],
    [['b', 'a'], 'public', ['a', 'b']],
    [
      ['a', 'b', 'c'],
      ['c', 'b', 'd'],
      ['b', 'c'],
    ],
    [['a'], ['b'], []],
    [[], 'public', []],
  ] as const)('lets only readers of both see the whole: %j and %j is %j', (one, other, both) => {
    const label = (audience: 'public' | readonly string[]) => ({
      integrity: 'trusted' as const,
      audience: audience === 'public' ? audience : [...audience],
    });
    expect(join(label(one), label(other)).audience).toEqual(both);
  });

  it.each([
    ['public', [], false],
    [[], 'public', false],
    [['a', 'b'], ['b', 'a', 'a'], true],
    [['a'], ['b'], false],
    [['a'], ['a', 'b'], false],
  ] as const)('compares readers as sets: %j and %j', (one, other, same) => {
    const label = (audience: 'public' | readonly string[]) => ({
      integrity: 'trusted' as const,
      audience: audience === 'public' ? audience : [...audience],
    });
    expect(isSameLabel(label(one), label(other))).toBe(same);
  });

  it('tells labels of different integrity apart', () => {
    expect(isSameLabel(LEAST_RESTRICTIVE, { integrity: 'untrusted', audience: 'public' })).toBe(false);
  });
});
