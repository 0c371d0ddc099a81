import { consoleRoutes, type Approval, type RouteInput } from '@archestra/contracts';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';
import { useCan } from '../session/session.query.ts';

const PAGE = 50;

/** Questions page after page, newest first; the own ones, or everybody's for who may answer or audit them. */
export const useApprovals = (status: Approval['status'] | undefined) =>
  useInfiniteQuery({
    queryKey: keys.approvalList(status ?? 'all'),
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE, status, cursor: pageParam ?? undefined };
      return call(consoleRoutes.listApprovals, { query }, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });

/** How many calls wait for an answer, as far as one page tells. Not asked for those who cannot give it. */
export const useApprovalsWaiting = () =>
  useQuery({
    queryKey: keys.approvalsWaiting,
    queryFn: ({ signal }) => call(consoleRoutes.listApprovals, { query: { limit: PAGE, status: 'pending' } }, signal),
    select: ({ items }) => items.length,
    enabled: useCan()('approval:write'),
  });

type Answer = RouteInput<typeof consoleRoutes.decideApproval>['body'];
export const useDecide = (id: string) =>
  useChange((body: Answer) => call(consoleRoutes.decideApproval, { params: { id }, body }), {
    refresh: [keys.approvals],
    showsError: true,
  });
