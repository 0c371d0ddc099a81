import type { StatisticRow } from '@archestra/contracts';
import type { Measure } from './period.ts';

/** Sums of one team, profile, model, person or source over the whole time. */
export type Sum = Omit<StatisticRow, 'bucket'>;

const blank = (key: string): Sum => ({
  ...{ key, calls: 0, failed: 0, blocked: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 },
  ...{ costMicroUsd: 0, savedMicroUsd: 0 },
});

const plus = (sum: Sum, row: Sum): Sum => ({
  key: sum.key,
  calls: sum.calls + row.calls,
  failed: sum.failed + row.failed,
  blocked: sum.blocked + row.blocked,
  inputTokens: sum.inputTokens + row.inputTokens,
  cachedInputTokens: sum.cachedInputTokens + row.cachedInputTokens,
  outputTokens: sum.outputTokens + row.outputTokens,
  costMicroUsd: sum.costMicroUsd + row.costMicroUsd,
  savedMicroUsd: sum.savedMicroUsd + row.savedMicroUsd,
});

/** The number of a row that is looked at. */
export const measureOf = (row: Sum, measure: Measure): number =>
  ({
    cost: row.costMicroUsd,
    saved: row.savedMicroUsd,
    tokens: row.inputTokens + row.outputTokens,
    calls: row.calls,
  })[measure];

/** Everything together. */
export const totalOf = (rows: readonly StatisticRow[]): Sum => rows.reduce<Sum>(plus, blank('total'));

/** Sums by key, the largest first. */
export const sumsOf = (rows: readonly StatisticRow[], measure: Measure): Sum[] => {
  const sums = new Map<string, Sum>();
  for (const row of rows) sums.set(row.key, plus(sums.get(row.key) ?? blank(row.key), row));
  return [...sums.values()].toSorted(
    (a, b) => measureOf(b, measure) - measureOf(a, measure) || a.key.localeCompare(b.key),
  );
};

/** What is left when the largest are drawn on their own. No id, model or source has this name. */
export const REST = ':rest';
const DRAWN = 7;

/** One bucket of the picture: its moment and the value of each key. */
export interface Column {
  bucket: string;
  values: Record<string, number>;
}

/** The picture: keys from the largest to the rest, and a column for each bucket, also for those in which nothing happened. */
export const columnsOf = (
  rows: readonly StatisticRow[],
  buckets: readonly string[],
  measure: Measure,
): { keys: string[]; columns: Column[] } => {
  const sums = sumsOf(rows, measure).map(({ key }) => key);
  const drawn = sums.slice(0, sums.length > DRAWN + 1 ? DRAWN : DRAWN + 1);
  const keys = drawn.length < sums.length ? [...drawn, REST] : drawn;
  const columns = new Map(
    buckets.map((bucket) => [Date.parse(bucket), { bucket, values: Object.fromEntries(keys.map((key) => [key, 0])) }]),
  );
  for (const row of rows) {
    const values = columns.get(Date.parse(row.bucket))?.values;
    const key = drawn.includes(row.key) ? row.key : REST;
    if (values) values[key] = (values[key] ?? 0) + measureOf(row, measure);
  }
  return { keys, columns: [...columns.values()] };
};
