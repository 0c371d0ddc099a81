import { consoleRoutes, type ConsoleSession, type Permission } from '@archestra/contracts';
import { queryOptions, useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { keys } from '../api/keys.ts';

/** Who is signed in; fails with 401 when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: ({ signal }) => call(consoleRoutes.getSession, {}, signal),
  staleTime: 60_000,
});

/** The session of the signed-in person; only for pages behind the sign-in. */
export const useSession = (): ConsoleSession => useSuspenseQuery(sessionQuery).data;

const RIGHTS_MS = 30_000;

/** Asks again now and then what the person may do: a role can change without any fact that they may hear of. Once per console. */
export const useFreshRights = (): void => {
  useQuery({ ...sessionQuery, refetchInterval: RIGHTS_MS });
};

/** Asks whether the person may do something; what they may not do is not shown. */
export const useCan = (): ((permission: Permission) => boolean) => {
  const { permissions } = useSession();
  return (permission) => permissions.includes(permission);
};

/** Signs in; the cookie is set by the bff. */
export const useSignIn = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationKey: ['sign-in'],
    mutationFn: (body: { email: string; password: string }) => call(consoleRoutes.signIn, { body }),
    onSuccess: (session) => {
      queries.clear();
      queries.setQueryData(keys.session, session);
    },
  });
};

/** Signs out and forgets everything that was loaded. */
export const useSignOut = () => {
  const queries = useQueryClient();
  return useMutation({ mutationFn: () => call(consoleRoutes.signOut, {}), onSuccess: () => queries.clear() });
};
