import { consoleRoutes } from '@archestra/contracts';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { keys } from '../api/keys.ts';
import type { CallFilter } from './filter.ts';

const PAGE = 50;

/** The recorded calls of a filter, page after page, newest first. */
export const useCalls = (filter: CallFilter) =>
  useInfiniteQuery({
    queryKey: keys.callList(filter),
    queryFn: ({ pageParam, signal }) => {
      const { outcome, server, search } = filter;
      const query = { limit: PAGE, outcome, serverName: server, search, cursor: pageParam ?? undefined };
      return call(consoleRoutes.listToolCalls, { query }, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    // The live stream keeps the top fresh; asking again for every page whenever the window is looked at would not add anything.
    refetchOnWindowFocus: false,
  });

/** The whole record of one call. */
export const useCall = (id: string) =>
  useQuery({
    queryKey: keys.call(id),
    queryFn: ({ signal }) => call(consoleRoutes.getToolCall, { params: { id } }, signal),
  });

/** What the session of a call has seen; asked only once somebody wants to know. */
export const useCallSession = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: keys.callSession(id),
    queryFn: ({ signal }) => call(consoleRoutes.getCallSession, { params: { id } }, signal),
    enabled,
  });
