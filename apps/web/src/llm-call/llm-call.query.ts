import { consoleRoutes, type RouteReply } from '@archestra/contracts';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { keys } from '../api/keys.ts';
import type { LlmCallFilter } from './filter.ts';

const PAGE = 50;

/** A line of the record with what the ledger says of it. */
export type ListedLlmCall = RouteReply<typeof consoleRoutes.listLlmCalls>['items'][number];
/** The whole record with what the ledger says of it. */
export type ShownLlmCall = RouteReply<typeof consoleRoutes.getLlmCall>;

const SETTLED_MS = 3_000;
const GIVE_UP_MS = 30_000;

/** Whether the ledger may still be about to say what a call cost. */
const isWaiting = ({ at, ledger }: Pick<ListedLlmCall, 'at' | 'ledger'>): boolean =>
  ledger === null && Date.now() - Date.parse(at) < GIVE_UP_MS;

/** The recorded calls of a filter, page after page, newest first; asked again until the `latest` live call is settled. */
export const useLlmCalls = (filter: LlmCallFilter, latest: ListedLlmCall | undefined) =>
  useInfiniteQuery({
    queryKey: keys.llmCallList(filter),
    queryFn: ({ pageParam, signal }) =>
      call(consoleRoutes.listLlmCalls, { query: { limit: PAGE, ...filter, cursor: pageParam ?? undefined } }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    // The live stream keeps the top fresh; asking again for every page whenever the window is looked at would not add anything.
    refetchOnWindowFocus: false,
    refetchInterval: ({ state: { data } }) => {
      if (!latest || data?.pages.length !== 1) return false;
      const recorded = data.pages[0]?.items.find(({ id }) => id === latest.id);
      return isWaiting(recorded ?? latest) ? SETTLED_MS : false;
    },
  });

/** The whole record of one call; asked again while the ledger has not settled it. */
export const useLlmCall = (id: string) =>
  useQuery({
    queryKey: keys.llmCall(id),
    queryFn: ({ signal }) => call(consoleRoutes.getLlmCall, { params: { id } }, signal),
    refetchInterval: ({ state: { data } }) => (data && isWaiting(data) ? SETTLED_MS : false),
  });
