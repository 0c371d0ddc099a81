import { consoleRoutes, type RoleRef, type User } from '@archestra/contracts';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { call, collectPages } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';

const PAGE = 50;
const MANY = 200;

/** People whose name or address contains the words, page after page. */
export const useUserSearch = (words: string) =>
  useInfiniteQuery({
    queryKey: keys.userSearch(words),
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE, query: words, cursor: pageParam ?? undefined };
      return call(consoleRoutes.listUsers, { query }, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });

const everybody = {
  queryKey: keys.userList,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    collectPages((cursor) => call(consoleRoutes.listUsers, { query: { limit: MANY, cursor } }, signal)),
};

/** Everybody of the organization, for pickers; not asked for those who may not know. */
export const useUsers = (enabled = true) => useQuery({ ...everybody, enabled });

/** Names of people by id; empty for those who may not know them. */
export const useUserNames = (enabled: boolean) =>
  useQuery({
    ...everybody,
    enabled,
    select: (users: User[]) => new Map(users.map(({ id, name }) => [id, name])),
  });

export const useSetUserRole = (id: string) =>
  useChange((role: RoleRef) => call(consoleRoutes.setUserRole, { params: { id }, body: { role } }), {
    refresh: [keys.users, keys.roles],
    done: 'Role changed',
    showsError: true,
  });

export const useSetUserActive = (id: string) =>
  useChange((isActive: boolean) => call(consoleRoutes.setUserActive, { params: { id }, body: { isActive } }), {
    refresh: [keys.users, keys.teams],
    showsError: true,
  });
