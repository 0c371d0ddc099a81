import { consoleRoutes, type InstallationStatus, type RouteInput, type ServerStatus } from '@archestra/contracts';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { call, collectPages } from '../api/api.client.ts';
import { useChange, useIsGoing, useRemoval } from '../api/change.ts';
import { keys } from '../api/keys.ts';
import { stateWords } from './server-words.ts';

const PAGE = 200;
const SETTLING_MS = 1_500;
/** Whether the state of a server will change by itself soon. */
const isSettling = (status: InstallationStatus, runtime: ServerStatus | null) => stateWords(status, runtime).moving;

const serversQuery = queryOptions({
  queryKey: keys.serverList,
  queryFn: ({ signal }) =>
    collectPages((cursor) => call(consoleRoutes.listServers, { query: { limit: PAGE, cursor } }, signal)),
  refetchInterval: ({ state }) =>
    state.data?.some(({ status, runtime }) => isSettling(status, runtime)) ? SETTLING_MS : false,
});

/** One server with tools and contracts; asked again and again while it starts. */
const serverQuery = (id: string) =>
  queryOptions({
    queryKey: keys.server(id),
    queryFn: ({ signal }) => call(consoleRoutes.getServer, { params: { id } }, signal),
    refetchInterval: ({ state }) =>
      state.data && isSettling(state.data.installation.status, state.data.runtime) ? SETTLING_MS : false,
  });

export const useServers = () => useQuery(serversQuery);
export const useServer = (id: string) => useQuery({ ...serverQuery(id), enabled: !useIsGoing(keys.server(id)) });

export type NewServer = RouteInput<typeof consoleRoutes.createServer>['body'];
export const useCreateServer = () =>
  useChange((body: NewServer) => call(consoleRoutes.createServer, { body }), {
    refresh: [keys.servers, keys.catalog],
    showsError: true,
  });

type ServerBody = RouteInput<typeof consoleRoutes.updateServer>['body'];
export const useUpdateServer = (id: string) =>
  useChange((body: ServerBody) => call(consoleRoutes.updateServer, { params: { id }, body }), {
    refresh: [keys.servers, keys.profiles],
    done: 'Saved. The server restarts with it.',
    showsError: true,
  });

export const useDeleteServer = (id: string) =>
  useRemoval(() => call(consoleRoutes.deleteServer, { params: { id } }), {
    gone: keys.server(id),
    leaveTo: '/mcp/registry',
    refresh: [keys.serverList, keys.catalog, keys.profiles, keys.blockRules],
    done: 'Server deleted',
    showsError: true,
  });

export const useRestartServer = (id: string) =>
  useChange(() => call(consoleRoutes.restartServer, { params: { id } }), {
    refresh: [keys.servers],
  });

export const useRefreshServer = (id: string) =>
  useChange(() => call(consoleRoutes.refreshServer, { params: { id } }), {
    refresh: [keys.server(id)],
    done: 'The server was asked for its tools. What changed appears here.',
  });

type ContractBody = RouteInput<typeof consoleRoutes.setContract>['body'];
export const useSetContract = (id: string, tool: string) =>
  useChange((body: ContractBody) => call(consoleRoutes.setContract, { params: { id, tool }, body }), {
    refresh: [keys.server(id)],
    done: `Contract of ${tool} saved`,
    showsError: true,
  });

export const useDeleteContract = (id: string, tool: string) =>
  useChange(() => call(consoleRoutes.deleteContract, { params: { id, tool } }), {
    refresh: [keys.server(id)],
    done: `Contract of ${tool} removed`,
    showsError: true,
  });
