import { describe, expect, it } from '@jest/globals';
import { isAtLeast, upstreamVersion } from './version.ts';

describe('a version', () => {
  it.each<[string, string, boolean]>([
    ['0.8.0', '0.8.4', false],
    ['0.8.10', '0.8.4', true],
    ['0.8.4', '0.8.4', true],
    ['0.9', '0.8.4', true],
    ['1', '0.8.4', true],
    ['0.7.4', '0.8', false],
  ])('%s at least %s: %s', (version, least, expected) => {
    expect(isAtLeast(version, least)).toBe(expected);
  });

  it('of a Debian package loses epoch and revision', () => {
    expect(upstreamVersion('5:7.0.15-1~deb12u10')).toBe('7.0.15');
    expect(upstreamVersion('0.8.7-1')).toBe('0.8.7');
  });
});
