import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ConsoleError, isPassing } from './error.ts';
import { keys } from './keys.ts';

const MAX_RETRIES = 2;

/** Remembers answers. `onSignedOut` runs when the bff says 401: the session may be gone. */
export const createQueryClient = (onSignedOut: () => void): QueryClient => {
  const watch = (error: unknown, isSessionQuery = false) => {
    if (isSessionQuery || !(error instanceof ConsoleError)) return;
    if (error.status === 401) onSignedOut();
    // Rights were taken away meanwhile: what the person may do is asked again, so that the page stops offering it.
    if (error.status === 403) void queries.invalidateQueries({ queryKey: keys.session });
  };
  const queries = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        watch(error, query.queryKey[0] === keys.session[0]);
        // What somebody removed meanwhile is not shown as if it were there still.
        if (error instanceof ConsoleError && error.status === 404) query.setState({ data: undefined });
      },
    }),
    mutationCache: new MutationCache({
      onError: (error, _input, _context, mutation) => watch(error, mutation.options.mutationKey?.[0] === 'sign-in'),
    }),
    defaultOptions: {
      queries: { staleTime: 10_000, retry: (count, error) => count < MAX_RETRIES && isPassing(error) },
    },
  });
  return queries;
};
