import { consoleRoutes, type EgressAttempt } from '@archestra/contracts';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { keys } from '../api/keys.ts';

const USAGE_EVERY_MS = 15_000;
const PAGE = 50;

/** CPU and memory of the last hour, asked again while it is looked at. */
export const useUsage = (id: string) =>
  useQuery({
    queryKey: keys.serverUsage(id),
    queryFn: ({ signal }) => call(consoleRoutes.readUsage, { params: { id } }, signal),
    select: ({ samples }) => samples,
    refetchInterval: USAGE_EVERY_MS,
  });

/** The Kubernetes objects of a server; empty where it runs as a process. */
export const useManifest = (id: string) =>
  useQuery({
    queryKey: keys.serverManifest(id),
    queryFn: ({ signal }) => call(consoleRoutes.readManifest, { params: { id } }, signal),
    select: ({ yaml }) => yaml,
  });

/** Which attempts to connect. */
export interface EgressFilter {
  serverId?: string | undefined;
  callId?: string | undefined;
  verdict?: EgressAttempt['verdict'] | undefined;
}

const EGRESS_EVERY_MS = 10_000;

/** Where a server tried to connect to, newest first. */
export const useEgress = (filter: EgressFilter) =>
  useInfiniteQuery({
    queryKey: keys.egress(filter),
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filter, limit: PAGE, cursor: pageParam ?? undefined };
      return call(consoleRoutes.listEgress, { query }, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: EGRESS_EVERY_MS,
  });
