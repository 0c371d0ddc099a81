import { consoleRoutes, type QuarantinedResult } from '@archestra/contracts';
import { keepPreviousData, useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';

const PAGE = 50;

/** Results that were kept from the model, page after page, newest first, without their content. */
export const useQuarantine = (status: QuarantinedResult['status'] | undefined) =>
  useInfiniteQuery({
    queryKey: keys.quarantineList(status ?? 'all'),
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE, status, cursor: pageParam ?? undefined };
      return call(consoleRoutes.listQuarantine, { query }, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });

/** Reads the content. A mutation, so that nothing asks for it by itself: each reading is put on record. */
export const useReadQuarantined = (id: string) =>
  useMutation({ mutationFn: () => call(consoleRoutes.readQuarantined, { params: { id } }) });

export const useDecideQuarantined = (id: string) =>
  useChange(
    (outcome: 'released' | 'deleted') => call(consoleRoutes.decideQuarantined, { params: { id }, body: { outcome } }),
    { refresh: [keys.quarantine] },
  );
