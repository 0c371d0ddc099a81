import { consoleRoutes, type RequestStatus, type RouteInput } from '@archestra/contracts';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';
import { useCan, useSession } from '../session/session.query.ts';
import { isUnderWay } from './request-words.ts';

const PAGE = 50;
const LOOK_MS = 2_000;

/** Requests page after page; the own ones, or everybody's for reviewers. */
export const useRequests = (status: RequestStatus | undefined) =>
  useInfiniteQuery({
    queryKey: keys.requestList(status),
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE, status, cursor: pageParam ?? undefined };
      return call(consoleRoutes.listRequests, { query }, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });

/** How many requests wait for this reviewer, as far as one page tells; own ones are for others. Not asked for those who decide nothing. */
export const useWaiting = () => {
  const enabled = useCan()('server-request:review');
  const { user } = useSession();
  return useQuery({
    queryKey: keys.requestsWaiting,
    queryFn: ({ signal }) => call(consoleRoutes.listRequests, { query: { limit: PAGE, status: 'review' } }, signal),
    select: ({ items }) => items.filter(({ requesterId }) => requesterId !== user.id).length,
    enabled,
  });
};

/** One request with its evidence; asked again while something is under way, should the live stream be lost. */
export const useRequest = (id: string, enabled = true) =>
  useQuery({
    queryKey: keys.request(id),
    queryFn: ({ signal }) => call(consoleRoutes.getRequest, { params: { id } }, signal),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data.status) ? LOOK_MS : false),
    enabled,
  });

type Wish = RouteInput<typeof consoleRoutes.createRequest>['body'];
export const useCreateRequest = () =>
  useChange((body: Wish) => call(consoleRoutes.createRequest, { body }), {
    refresh: [keys.requests],
    showsError: true,
  });

type Again = RouteInput<typeof consoleRoutes.resubmitRequest>['body'];
export const useResubmitRequest = (id: string) =>
  useChange((body: Again) => call(consoleRoutes.resubmitRequest, { params: { id }, body }), {
    refresh: [keys.requests],
    done: 'Sent again. The first run is repeated.',
    showsError: true,
  });

export const useWithdrawRequest = (id: string) =>
  useChange(() => call(consoleRoutes.withdrawRequest, { params: { id } }), {
    refresh: [keys.requests],
    done: 'Withdrawn',
    showsError: true,
  });

export const useCommentRequest = (id: string) =>
  useChange((text: string) => call(consoleRoutes.commentRequest, { params: { id }, body: { text } }), {
    refresh: [keys.request(id)],
    showsError: true,
  });

// What a decision touches: the request itself, what was installed, and what profiles grant now.
const touched = [keys.requests, keys.servers, keys.catalog, keys.profiles];

type Approval = RouteInput<typeof consoleRoutes.approveRequest>['body'];
export const useApproveRequest = (id: string) =>
  useChange((body: Approval) => call(consoleRoutes.approveRequest, { params: { id }, body }), {
    refresh: touched,
    done: 'Approved. The server is being started.',
    showsError: true,
  });

type Refusal = RouteInput<typeof consoleRoutes.declineRequest>['body'];
export const useDeclineRequest = (id: string) =>
  useChange((body: Refusal) => call(consoleRoutes.declineRequest, { params: { id }, body }), {
    refresh: touched,
    done: 'Declined',
    showsError: true,
  });

export const useReturnRequest = (id: string) =>
  useChange((body: Refusal) => call(consoleRoutes.returnRequest, { params: { id }, body }), {
    refresh: touched,
    done: 'Sent back with your question',
    showsError: true,
  });
