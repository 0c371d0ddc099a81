import { consoleRoutes, type RouteInput } from '@archestra/contracts';
import { keepPreviousData, queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { useChange, useIsGoing, useRemoval } from '../api/change.ts';
import { keys } from '../api/keys.ts';
import { useCan } from '../session/session.query.ts';
import type { CatalogFilter } from './filter.ts';

const PAGE = 60;

/** The catalog, page after page. */
export const useCatalog = ({ search, label, kind }: CatalogFilter) => {
  const mayRead = useCan()('catalog:read');
  return useInfiniteQuery({
    queryKey: keys.catalogList({ search, label, kind }),
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE, query: search, label, kind, cursor: pageParam ?? undefined };
      return call(consoleRoutes.listCatalogItems, { query }, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    enabled: mayRead,
  });
};

const labelsQuery = queryOptions({
  queryKey: keys.catalogLabels,
  queryFn: ({ signal }) => call(consoleRoutes.listLabels, {}, signal),
  select: ({ items }) => items,
});

/** Labels in use, with how many items have them. */
export const useLabels = () => {
  const mayRead = useCan()('catalog:read');
  return useQuery({ ...labelsQuery, enabled: mayRead });
};

/** One item with every version. */
export const useCatalogItem = (id: string, enabled = true) => {
  const mayRead = useCan()('catalog:read');
  const isGoing = useIsGoing(keys.catalogItem(id));
  return useQuery({
    queryKey: keys.catalogItem(id),
    queryFn: ({ signal }) => call(consoleRoutes.getCatalogItem, { params: { id } }, signal),
    enabled: enabled && mayRead && !isGoing,
  });
};

type ItemBody = RouteInput<typeof consoleRoutes.updateCatalogItem>['body'];
export const useUpdateItem = (id: string) =>
  useChange((body: ItemBody) => call(consoleRoutes.updateCatalogItem, { params: { id }, body }), {
    refresh: [keys.catalog, keys.servers],
    done: 'Saved',
    showsError: true,
  });

export const useDeleteItem = (id: string) =>
  useRemoval(() => call(consoleRoutes.deleteCatalogItem, { params: { id } }), {
    gone: keys.catalogItem(id),
    leaveTo: '/mcp/registry',
    refresh: [keys.catalogLists, keys.catalogLabels],
    done: 'Removed from the catalog',
    showsError: true,
  });

type VersionBody = RouteInput<typeof consoleRoutes.createCatalogVersion>['body'];
export const useCreateVersion = (id: string) =>
  useChange((body: VersionBody) => call(consoleRoutes.createCatalogVersion, { params: { id }, body }), {
    refresh: [keys.catalog],
    showsError: true,
  });

export const useReadServerJson = () =>
  useChange((document: Record<string, unknown>) => call(consoleRoutes.readServerJson, { body: { document } }), {
    refresh: [],
    showsError: true,
  });

/** The item as server.json, asked for only when somebody wants to see it. */
export const useServerJson = (id: string, version: string) =>
  useQuery({
    queryKey: keys.serverJson(id, version),
    queryFn: ({ signal }) => call(consoleRoutes.writeServerJson, { params: { id }, query: { version } }, signal),
    select: ({ document }) => JSON.stringify(document, null, 2),
  });
