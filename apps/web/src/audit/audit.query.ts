import { consoleRoutes } from '@archestra/contracts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { call, collectPages } from '../api/api.client.ts';
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

/** Names of people by id; empty for those who may not know them. */
export const useUserNames = (enabled: boolean) =>
  useQuery({
    queryKey: keys.users,
    enabled,
    queryFn: ({ signal }) =>
      collectPages((cursor) => call(consoleRoutes.listUsers, { query: { limit: 200, cursor } }, signal)),
    select: (users) => new Map(users.map(({ id, name }) => [id, name])),
  });
