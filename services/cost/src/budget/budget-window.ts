import type { BudgetWindow } from '@archestra/contracts';
import { DateTime, IANAZone } from 'luxon';

/** A calendar window: from inclusive, to exclusive, in epoch milliseconds; `total` never ends. */
export interface Window {
  startMs: number;
  endMs: number | null;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

// By the offset, not by the clock: where clocks go back, the same hour of the clock comes twice.
const hourAt = (timeZone: string, atMs: number): Window => {
  const offsetMs = IANAZone.create(timeZone).offset(atMs) * MINUTE_MS;
  const startMs = Math.floor((atMs + offsetMs) / HOUR_MS) * HOUR_MS - offsetMs;
  return { startMs, endMs: startMs + HOUR_MS };
};

type Unit = 'day' | 'week' | 'month';

// Where clocks go back over midnight, it comes twice: the day begins at the first.
const startOf = (moment: DateTime, unit: Unit): DateTime => {
  const start = moment.startOf(unit);
  const before = start.minus({ hours: 1 });
  return before.toISODate() === start.toISODate() ? before : start;
};

const calendarAt = (unit: Unit, timeZone: string, atMs: number): Window => {
  const start = startOf(DateTime.fromMillis(atMs, { zone: timeZone }), unit);
  // Some hours into the next unit: midnight may be missing or come twice.
  const inNext = start.plus({ [unit]: 1 }).plus({ hours: 3 });
  return { startMs: start.toMillis(), endMs: startOf(inNext, unit).toMillis() };
};

const compute = (window: BudgetWindow, timeZone: string, atMs: number): Window => {
  if (window === 'total') return { startMs: 0, endMs: null };
  return window === 'hour' ? hourAt(timeZone, atMs) : calendarAt(window, timeZone, atMs);
};

const latest = new Map<string, Window>();

/** The window of a moment. Weeks begin on Monday (ISO 8601). The current one is kept: calendars are slow to ask. */
export const windowAt = (window: BudgetWindow, timeZone: string, atMs: number): Window => {
  const key = `${window} ${timeZone}`;
  const known = latest.get(key);
  if (known && known.startMs <= atMs && (known.endMs === null || atMs < known.endMs)) return known;
  const found = compute(window, timeZone, atMs);
  if (!known || known.startMs < found.startMs) latest.set(key, found);
  return found;
};
