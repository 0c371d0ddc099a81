import { consoleRoutes, type RouteInput } from '@archestra/contracts';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';

const blockRulesQuery = queryOptions({
  queryKey: keys.blockRules,
  queryFn: ({ signal }) => call(consoleRoutes.listBlockRules, {}, signal),
  select: ({ items }) => items,
});

/** What is refused on one server, whatever its contracts allow. */
export const useBlockRules = (serverId: string) => {
  const query = useQuery(blockRulesQuery);
  return { ...query, data: query.data?.filter((rule) => rule.serverId === serverId) };
};

export type NewBlockRule = RouteInput<typeof consoleRoutes.createBlockRule>['body'];
export const useCreateBlockRule = () =>
  useChange((body: NewBlockRule) => call(consoleRoutes.createBlockRule, { body }), {
    refresh: [keys.blockRules],
    done: 'Blocked from now on',
    showsError: true,
  });

export const useDeleteBlockRule = () =>
  useChange((id: string) => call(consoleRoutes.deleteBlockRule, { params: { id } }), {
    refresh: [keys.blockRules],
    done: 'Block lifted',
  });
