import { SkeletonRows } from '@archestra/ui';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorNote } from './error-note.tsx';

interface QueryViewProps<T> {
  query: Pick<UseQueryResult<T>, 'data' | 'error'> & { refetch: () => unknown };
  /** What was asked for: "The servers could not be loaded". */
  what: string;
  loading?: ReactNode;
  children: (data: T) => ReactNode;
}

/** Loading, failed or there. An answer that is already on the page stays when a later refresh fails; the failure is said above it. */
export const QueryView = <T,>({ query: { data, error, refetch }, what, loading, children }: QueryViewProps<T>) => (
  <>
    {error && <ErrorNote error={error} what={what} onRetry={() => void refetch()} className="mb-4" />}
    {data === undefined ? !error && (loading ?? <SkeletonRows />) : children(data)}
  </>
);
