import { consoleRoutes } from '@archestra/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { keys } from '../api/keys.ts';

const PAGE = 50;

/** Administrative facts, page after page, newest first. */
export const useAuditEntries = () =>
  useInfiniteQuery({
    queryKey: keys.auditEntries,
    queryFn: ({ pageParam, signal }) =>
      call(consoleRoutes.listAuditEntries, { query: { limit: PAGE, cursor: pageParam ?? undefined } }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
