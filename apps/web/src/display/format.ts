const UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** `1536` → `1.5 kB`. */
export const formatBytes = (bytes: number): string => {
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
};

/** Microseconds for people: `840 µs`, `3.2 ms`, `1.25 s`, `2 min 05 s`. */
export const formatMicros = (us: number): string => {
  if (us < 1_000) return `${Math.round(us)} µs`;
  if (us < 99_950) return `${(us / 1_000).toFixed(1)} ms`;
  if (us < 999_500) return `${Math.round(us / 1_000)} ms`;
  if (us < 60_000_000) return `${(us / 1_000_000).toFixed(2)} s`;
  const seconds = Math.round(us / 1_000_000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
};

const steps: readonly [limitSeconds: number, seconds: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [60, 1, 'second'],
  [3_600, 60, 'minute'],
  [86_400, 3_600, 'hour'],
  // A token of 90 days must not look as if it ended in 2 months.
  [100 * 86_400, 86_400, 'day'],
  [365 * 86_400, 30 * 86_400, 'month'],
  [Number.POSITIVE_INFINITY, 365 * 86_400, 'year'],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'long' });

/** `3 minutes ago`, `in 2 days`; `just now` within five seconds, because clocks differ. */
export const formatRelative = (at: Date, now: Date): string => {
  const seconds = (at.getTime() - now.getTime()) / 1_000;
  const distance = Math.abs(seconds);
  if (distance < 5) return 'just now';
  const [, size, unit] = steps.find(([limit]) => distance < limit) ?? [0, 1, 'second' as const];
  return relative.format(Math.trunc(seconds / size), unit);
};

const absolute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** `21 Nov 2026, 14:03:22` in the person's own time zone. */
export const formatAbsolute = (at: Date): string => absolute.format(at);

/** `14:03:22.184` in the person's own time zone, for log lines. */
export const formatClock = (at: Date): string => {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
};

/** `1 tool`, `12 tools`. */
export const count = (value: number, noun: string): string =>
  `${value.toLocaleString('en')} ${noun}${value === 1 ? '' : 's'}`;

/** A name made of lower-case letters, digits and single dashes, at most 40 characters: `@scope/server-files` → `server-files`. */
export const slugOf = (text: string): string =>
  text
    .replace(/^@[^/]*\//, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
