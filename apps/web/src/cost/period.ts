import { StatisticGroup } from '@archestra/contracts';
import { z } from 'zod';

/** How far back is looked. Hours of one day, days of everything longer. */
export const Period = z.enum(['day', 'week', 'month', 'quarter']);
export type Period = z.output<typeof Period>;

export const Measure = z.enum(['cost', 'saved', 'tokens', 'calls']);
export type Measure = z.output<typeof Measure>;

/** What the page shows; lives in the address. */
export const StatisticSearch = z.object({
  period: Period.optional().catch(undefined),
  by: StatisticGroup.optional().catch(undefined),
  measure: Measure.optional().catch(undefined),
});

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const days: Record<Period, number> = { day: 1, week: 7, month: 30, quarter: 90 };

/** Moments of a period, and every bucket in it, oldest first. */
export interface Range {
  from: string;
  to: string;
  bucket: 'hour' | 'day';
  buckets: string[];
}

/** The whole buckets (UTC, as the statistics have them) that end with the one that `now` is in. */
export const rangeOf = (period: Period, now: Date): Range => {
  const bucket = period === 'day' ? 'hour' : 'day';
  const sizeMs = bucket === 'hour' ? HOUR_MS : DAY_MS;
  const count = (days[period] * DAY_MS) / sizeMs;
  const endMs = (Math.floor(now.getTime() / sizeMs) + 1) * sizeMs;
  const at = (index: number) => new Date(endMs - (count - index) * sizeMs).toISOString();
  return { from: at(0), to: at(count), bucket, buckets: Array.from({ length: count }, (_, index) => at(index)) };
};
