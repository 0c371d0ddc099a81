import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatMicroUsd, formatPrice, formatShortUsd, formatTokens, readUsd, usdText } from './money.ts';

describe('money', () => {
  it.each([
    [0, '$0'],
    [7, '$0.000007'],
    [42, '$0.000042'],
    [423, '$0.00042'],
    [4_200, '$0.0042'],
    [9_999, '$0.0100'],
    [10_000, '$0.01'],
    [1_250_000, '$1.25'],
    [1_234_567_890_000, '$1,234,567.89'],
    [-30_000, '−$0.03'],
  ])('%d is %s', (microUsd, text) => expect(formatMicroUsd(microUsd)).toBe(text));

  it.each([
    [0, '$0'],
    [500_000, '$0.50'],
    [12_400_000, '$12.40'],
    [12_000_000, '$12'],
    [124_300_000, '$124'],
    [1_240_000_000, '$1.2k'],
    [45_600_000_000, '$46k'],
  ])('%d is short %s', (microUsd, text) => expect(formatShortUsd(microUsd)).toBe(text));

  it('says free of a price of nothing', () => {
    expect(formatPrice(0)).toBe('free');
  });

  it.each([
    [2_500_000, '$2.50'],
    [125_000, '$0.125'],
    [5_000, '$0.005'],
    [1_000_000, '$1.00'],
    [1_200_000_001, '$1,200.000001'],
  ])('of a price of %d is exact: %s', (microUsd, text) => expect(formatPrice(microUsd)).toBe(text));

  it('comes back as it was written', () => {
    fc.assert(fc.property(fc.nat(999_999_999_999), (microUsd) => expect(readUsd(usdText(microUsd))).toBe(microUsd)));
  });

  it.each([
    ['2.5', 2_500_000],
    ['$ 0,000001', 1],
    ['3', 3_000_000],
    ['', undefined],
    ['-1', undefined],
    ['1.2345678', undefined],
    ['1e9', undefined],
    ['1,000', undefined],
    ['12,500', undefined],
    ['0,125', 125_000],
    ['1,5', 1_500_000],
    ['1,000.00', 1_000_000_000],
    ['$1,234,567.89 ', 1_234_567_890_000],
    ['1,00.00', undefined],
  ])('is read from “%s”', (text, microUsd) => expect(readUsd(text)).toBe(microUsd));
});

it.each([
  [0, '0'],
  [4_200, '4,200'],
  [123_456, '123 k'],
  [1_234_567, '1.23 M'],
  [2_500_000_000, '2.50 G'],
])('%d tokens are %s', (tokens, text) => expect(formatTokens(tokens)).toBe(text));
