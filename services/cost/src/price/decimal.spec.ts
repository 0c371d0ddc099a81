import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { microUsdPerMillion } from './decimal.ts';

describe('dollars for one token', () => {
  it.each([
    [1.5e-7, 150_000],
    ['1.5e-07', 150_000],
    ['0.00000015', 150_000],
    [2e-6, 2_000_000],
    [0.000001, 1_000_000],
    [1.25e-5, 12_500_000],
    [0, 0],
    ['0.0', 0],
    ['0e999', 0],
    [1, 1_000_000_000_000],
    ['0.0000000000005', 1],
    ['0.00000000000049', 0],
    [1.4583e-13, 0],
    [2.8571428571e-6, 2_857_143],
  ])('%p are %p µ$ for a million', (value, amount) => {
    expect(microUsdPerMillion(value)).toBe(amount);
  });

  it.each([
    [-1e-6],
    ['-0.1'],
    [NaN],
    [Infinity],
    ['1,5'],
    [''],
    [' 1'],
    ['0x10'],
    [1.000000000001],
    ['1e300'],
    [null],
    [{}],
    [true],
    [[1]],
  ])('%p is none', (value) => {
    expect(microUsdPerMillion(value)).toBeUndefined();
  });

  it('reads back every whole amount, however it is written', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000_000), (amount) => {
        const digits = String(amount).padStart(13, '0');
        expect(microUsdPerMillion(`0.${digits.slice(1)}`)).toBe(amount);
        expect(microUsdPerMillion(`${amount}e-12`)).toBe(amount);
        expect(microUsdPerMillion(Number(`${amount}e-12`))).toBe(amount);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const amount = microUsdPerMillion(value);
        expect(amount === undefined || (Number.isSafeInteger(amount) && amount >= 0)).toBe(true);
      }),
    );
  });
});
