import { toast } from '@archestra/ui';
import { useIsMutating, useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { describeError } from './error.ts';

interface ChangeOptions {
  /** Answers that are no longer true afterwards. */
  refresh: readonly QueryKey[];
  /** Said in a toast when it worked; nothing when the page itself shows it. */
  done?: string;
  /** The page shows the failure beside the form; otherwise a toast does. */
  showsError?: boolean;
}

const sayFailure = (error: Error): void => {
  const { title, message } = describeError(error);
  toast.error(title, { description: message });
};

/** A change made through the bff: afterwards everything it touched is asked again. */
export const useChange = <I, O>(
  change: (input: I) => Promise<O>,
  { refresh, done, showsError = false }: ChangeOptions,
) => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      if (done) toast.success(done);
      for (const queryKey of refresh) void queries.invalidateQueries({ queryKey });
    },
    ...(!showsError && { onError: sayFailure }),
  });
};

interface RemovalOptions extends ChangeOptions {
  /** The answer about what is removed: forgotten, because nobody can give it again. */
  gone: QueryKey;
  /** The list it was in: its own page ends with it. */
  leaveTo: '/mcp/registry' | '/mcp/profiles' | '/settings/teams' | '/settings/roles';
}

/**
 * Removes what has a page of its own, and leaves that page. The live stream may tell of the end before the answer is here
 * and unmount whoever asked, so leaving is up to the mutation itself, not to a callback of the component.
 */
export const useRemoval = (
  remove: () => Promise<unknown>,
  { gone, leaveTo, refresh, done, showsError = false }: RemovalOptions,
) => {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationKey: gone,
    mutationFn: remove,
    onSuccess: async () => {
      if (done) toast.success(done);
      await navigate({ to: leaveTo });
      queries.removeQueries({ queryKey: gone });
      for (const queryKey of refresh) void queries.invalidateQueries({ queryKey });
    },
    ...(!showsError && { onError: sayFailure }),
  });
};

/** Whether it is being removed at this moment: until its page is left nobody asks for it, as the answer may be that it is gone. */
export const useIsGoing = (gone: QueryKey): boolean => useIsMutating({ mutationKey: gone }) > 0;
