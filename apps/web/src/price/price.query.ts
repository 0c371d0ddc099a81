import { consoleRoutes, type RouteInput } from '@archestra/contracts';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';

const PAGE = 50;
const DAY_MS = 86_400_000;

/** What is looked for, and whether only prices that hold today are shown. */
export interface PriceFilter {
  search: string;
  isCurrent: boolean;
}

/** Prices of models, page after page. */
export const usePrices = ({ search, isCurrent }: PriceFilter) =>
  useInfiniteQuery({
    queryKey: keys.priceList({ search, isCurrent }),
    queryFn: ({ pageParam, signal }) => {
      const at = isCurrent ? new Date().toISOString() : undefined;
      const query = { limit: PAGE, search: search || undefined, at, cursor: pageParam ?? undefined };
      return call(consoleRoutes.listPrices, { query }, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    staleTime: DAY_MS,
  });

export type PriceBody = RouteInput<typeof consoleRoutes.setPrice>['body'];
export const useSetPrice = () =>
  useChange((body: PriceBody) => call(consoleRoutes.setPrice, { body }), {
    refresh: [keys.prices],
    done: 'Price set',
    showsError: true,
  });

export const useDeletePrice = () =>
  useChange((id: string) => call(consoleRoutes.deletePrice, { params: { id } }), {
    refresh: [keys.prices],
    done: 'Price deleted',
  });

export const useImportPrices = () =>
  useChange((entries: Record<string, unknown>) => call(consoleRoutes.importPrices, { body: { entries } }), {
    refresh: [keys.prices],
    showsError: true,
  });
