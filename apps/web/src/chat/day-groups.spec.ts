import { describe, expect, it } from '@jest/globals';
import { dayLabel, groupByDay } from './day-groups.ts';

const now = new Date(2026, 10, 29, 14, 30);
const at = (...parts: [number, number, number, number?, number?]) => new Date(...parts);

describe('dayLabel', () => {
  it.each([
    [at(2026, 10, 29, 0, 0), 'Today'],
    [at(2026, 10, 29, 23, 59), 'Today'],
    [at(2026, 10, 28, 23, 59), 'Yesterday'],
    [at(2026, 10, 27), 'Previous 7 days'],
    [at(2026, 10, 22), 'Previous 7 days'],
    [at(2026, 10, 21, 23), 'Previous 30 days'],
    [at(2026, 9, 30), 'Previous 30 days'],
    [at(2026, 9, 29), 'October'],
    [at(2025, 11, 24), 'December 2025'],
  ])('%p: %s', (date, label) => expect(dayLabel(date, now)).toBe(label));

  it('counts what another clock calls tomorrow as today', () => {
    expect(dayLabel(at(2026, 10, 30, 0, 5), now)).toBe('Today');
  });
});

it('keeps the order and puts days together', () => {
  const chat = (title: string, date: Date) => ({ title, updatedAt: date.toISOString() });
  const groups = groupByDay(
    [chat('a', at(2026, 10, 29, 9)), chat('b', at(2026, 10, 29, 8)), chat('c', at(2026, 10, 28, 8))],
    now,
  );
  expect(groups.map(({ label, items }) => [label, items.map(({ title }) => title)])).toEqual([
    ['Today', ['a', 'b']],
    ['Yesterday', ['c']],
  ]);
});
