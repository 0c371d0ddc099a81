import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { windowAt } from './budget-window.ts';

const at = (text: string): number => Date.parse(text);
const texts = ({ startMs, endMs }: { startMs: number; endMs: number | null }) => [
  new Date(startMs).toISOString(),
  endMs === null ? null : new Date(endMs).toISOString(),
];

// Zones with half hours, with midnights that are missing or come twice, with no change at all, and on both sides of the date line.
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'America/Havana',
  'Asia/Beirut',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Sydney',
  'Pacific/Chatham',
  'Pacific/Apia',
];

describe('a window of the calendar', () => {
  it.each([
    ['day', 'Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['day', 'Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['week', 'America/New_York', '2026-11-29T12:00:00Z', '2026-11-23T05:00:00.000Z', '2026-11-30T05:00:00.000Z'],
    ['month', 'Asia/Kolkata', '2026-11-30T19:00:00Z', '2026-11-30T18:30:00.000Z', '2026-12-31T18:30:00.000Z'],
    ['hour', 'Asia/Kathmandu', '2026-11-29T12:00:00Z', '2026-11-29T11:15:00.000Z', '2026-11-29T12:15:00.000Z'],
    // The clock shows 2:30 twice that night; they are two hours.
    ['hour', 'Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-25T00:00:00.000Z', '2026-10-25T01:00:00.000Z'],
    ['hour', 'Europe/Berlin', '2026-10-25T01:30:00Z', '2026-10-25T01:00:00.000Z', '2026-10-25T02:00:00.000Z'],
    // Clocks go back over midnight: it comes twice, and the day before ends with the first.
    ['day', 'America/Havana', '2028-11-04T12:00:00Z', '2028-11-04T04:00:00.000Z', '2028-11-05T04:00:00.000Z'],
    ['day', 'America/Havana', '2028-11-05T04:30:00Z', '2028-11-05T04:00:00.000Z', '2028-11-06T05:00:00.000Z'],
    ['day', 'America/Havana', '2028-11-05T17:00:00Z', '2028-11-05T04:00:00.000Z', '2028-11-06T05:00:00.000Z'],
    ['month', 'Atlantic/Azores', '2026-10-25T12:00:00Z', '2026-10-01T00:00:00.000Z', '2026-11-01T01:00:00.000Z'],
  ] as const)('of a %s in %s at %s', (window, zone, moment, start, end) => {
    expect(texts(windowAt(window, zone, at(moment)))).toEqual([start, end]);
  });

  it('never ends for a total', () => {
    expect(windowAt('total', 'UTC', at('2026-11-29T12:00:00Z'))).toEqual({ startMs: 0, endMs: null });
  });

  it('holds its moment and touches the next, in every zone and season', () => {
    const moment = fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2032-01-01T00:00:00Z') });
    const window = fc.constantFrom('hour' as const, 'day' as const, 'week' as const, 'month' as const);
    fc.assert(
      fc.property(window, fc.constantFrom(...zones), moment, (unit, zone, atMs) => {
        const { startMs, endMs } = windowAt(unit, zone, atMs);
        expect(startMs).toBeLessThanOrEqual(atMs);
        expect(endMs).toBeGreaterThan(atMs);
        expect(windowAt(unit, zone, startMs).startMs).toBe(startMs);
        expect(windowAt(unit, zone, (endMs as number) - 1)).toEqual({ startMs, endMs });
        expect(windowAt(unit, zone, endMs as number).startMs).toBe(endMs);
      }),
      { numRuns: 3_000 },
    );
  });
});
