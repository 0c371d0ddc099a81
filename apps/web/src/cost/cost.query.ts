import { consoleRoutes, type StatisticGroup } from '@archestra/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { keys } from '../api/keys.ts';
import { rangeOf, type Period } from './period.ts';

const FRESH_MS = 60_000;

/** Rows of a period, with the buckets it has. */
export const useStatistics = (period: Period, groupBy: StatisticGroup) =>
  useQuery({
    queryKey: keys.costStatistics({ period, groupBy }),
    queryFn: async ({ signal }) => {
      const { buckets, ...range } = rangeOf(period, new Date());
      const { items } = await call(consoleRoutes.readCostStatistics, { query: { ...range, groupBy } }, signal);
      return { items, buckets, bucket: range.bucket };
    },
    placeholderData: keepPreviousData,
    refetchInterval: FRESH_MS,
  });
