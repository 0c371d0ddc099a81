import { toast } from '@archestra/ui';
import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { describeError } from './error.ts';

interface ChangeOptions {
  /** Answers that are no longer true afterwards. */
  refresh: readonly QueryKey[];
  /** Said in a toast when it worked; nothing when the page itself shows it. */
  done?: string;
  /** The page shows the failure beside the form; otherwise a toast does. */
  showsError?: boolean;
}

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
    onError: (error) => {
      if (showsError) return;
      const { title, message } = describeError(error);
      toast.error(title, { description: message });
    },
  });
};
