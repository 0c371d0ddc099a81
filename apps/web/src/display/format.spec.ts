import { describe, expect, it } from '@jest/globals';
import { count, formatBytes, formatMicros, formatRelative, slugOf } from './format.ts';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_536, '1.5 kB'],
    [250_000, '250 kB'],
    [2_311_004, '2.3 MB'],
    [7_200_000_000_000, '7200 GB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('formatMicros', () => {
  it.each([
    [0, '0 µs'],
    [840, '840 µs'],
    [3_210, '3.2 ms'],
    [99_949, '99.9 ms'],
    [99_950, '100 ms'],
    [999_499, '999 ms'],
    [999_500, '1.00 s'],
    [30_000_000, '30.00 s'],
    [125_000_000, '2 min 05 s'],
  ])('writes %d as %s', (us, text) => {
    expect(formatMicros(us)).toBe(text);
  });
});

describe('formatRelative', () => {
  const now = new Date('2026-11-21T12:00:00Z');
  it.each([
    ['2026-11-21T11:59:57Z', 'just now'],
    ['2026-11-21T12:00:03Z', 'just now'],
    ['2026-11-21T11:59:20Z', '40 seconds ago'],
    ['2026-11-21T11:01:00Z', '59 minutes ago'],
    ['2026-11-21T09:00:00Z', '3 hours ago'],
    ['2026-11-20T11:00:00Z', 'yesterday'],
    ['2027-01-25T12:00:00Z', 'in 65 days'],
    ['2027-03-25T12:00:00Z', 'in 4 months'],
    ['2023-11-01T12:00:00Z', '3 years ago'],
  ])('says of %s: %s', (at, text) => {
    expect(formatRelative(new Date(at), now)).toBe(text);
  });
});

describe('count', () => {
  it('knows one from many', () => {
    expect([count(0, 'tool'), count(1, 'tool'), count(1_200, 'call')]).toEqual(['0 tools', '1 tool', '1,200 calls']);
  });
});

describe('slugOf', () => {
  it.each([
    ['@modelcontextprotocol/server-everything', 'server-everything'],
    ['mcp.Example.com', 'mcp-example-com'],
    ['__weird__ name!!', 'weird-name'],
    ['x'.repeat(60), 'x'.repeat(40)],
    [`${'a'.repeat(39)}-tail`, 'a'.repeat(39)],
    ['@@@', ''],
  ])('makes a short name of %s', (text, slug) => {
    expect(slugOf(text)).toBe(slug);
  });
});
