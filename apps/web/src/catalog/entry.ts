import type { CatalogItem, McpServerSummary } from '@archestra/contracts';
import { sourceWords } from '../server/server-words.ts';
import type { CatalogFilter } from './filter.ts';

/** One card of the registry: an item of the catalog, what is installed of it, or both. */
export interface Entry {
  key: string;
  item: CatalogItem | undefined;
  servers: McpServerSummary[];
}

/** Items with the servers installed of them, in the order of the catalog. */
export const entriesOf = (items: readonly CatalogItem[], servers: readonly McpServerSummary[]): Entry[] => {
  const byItem = new Map<string, McpServerSummary[]>();
  for (const server of servers) byItem.set(server.catalogItemId, [...(byItem.get(server.catalogItemId) ?? []), server]);
  return items.map((item) => ({ key: item.id, item, servers: byItem.get(item.id) ?? [] }));
};

const matches = (server: McpServerSummary, { search = '', kind }: CatalogFilter): boolean =>
  (kind === undefined || server.source.kind === kind) &&
  `${server.title} ${server.name} ${server.description} ${sourceWords(server.source)}`
    .toLowerCase()
    .includes(search.trim().toLowerCase());

/** Installed servers that match, each with its item where the catalog told of it. A label is a matter of items. */
export const installedEntries = (
  servers: readonly McpServerSummary[],
  items: readonly CatalogItem[],
  filter: CatalogFilter,
): Entry[] => {
  const itemOf = new Map(items.map((item) => [item.id, item]));
  return servers
    .map((server) => ({ key: server.id, item: itemOf.get(server.catalogItemId), servers: [server] }))
    .filter(({ item, servers: [server] }) => {
      const hasLabel = filter.label === undefined || item?.labels.includes(filter.label) === true;
      return server !== undefined && hasLabel && matches(server, filter);
    });
};
