import { consoleRoutes } from '@archestra/contracts';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { keys } from '../api/keys.ts';

const REFRESH_MS = 30_000;

const statusQuery = queryOptions({
  queryKey: keys.status,
  queryFn: ({ signal }) => call(consoleRoutes.getStatus, {}, signal),
  refetchInterval: REFRESH_MS,
});

/** Which services answer, and where MCP clients connect. */
export const useStatus = () => useQuery(statusQuery);
