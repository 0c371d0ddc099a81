import { Button, EmptyState, Skeleton } from '@archestra/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Plus, SearchX, ServerCog } from 'lucide-react';
import { useCallback } from 'react';
import { usePersonName } from '../display/names.ts';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useServers } from '../server/server.query.ts';
import { useCan } from '../session/session.query.ts';
import { useCatalog } from './catalog.query.ts';
import { EntryCard } from './entry-card.tsx';
import { entriesOf, installedEntries, type Entry } from './entry.ts';
import { FilterBar, type RegistryFilter } from './filter-bar.tsx';

const route = getRouteApi('/app/mcp/registry');
const grid = 'grid grid-cols-1 gap-3 sm:grid-cols-2 xl:grid-cols-3';

/** Adding is for those who may install; the others ask with the same form. */
const AddButton = () => {
  const can = useCan();
  if (!can('mcp-server:write') && !can('server-request:write')) return null;
  return (
    <Button asChild>
      <Link to="/mcp/registry/new">
        <Plus aria-hidden />
        {can('mcp-server:write') ? 'Add server' : 'Ask for a server'}
      </Link>
    </Button>
  );
};

const Cards = ({ entries }: { entries: Entry[] }) => {
  const nameOf = usePersonName();
  return (
    <ul className={grid}>
      {entries.map((entry) => (
        <li key={entry.key} className="grid min-w-0 grid-cols-1">
          <EntryCard entry={entry} owner={(entry.item?.ownerId && nameOf(entry.item.ownerId)) ?? ''} />
        </li>
      ))}
    </ul>
  );
};

const Empty = ({ filter }: { filter: RegistryFilter }) =>
  [filter.search, filter.label, filter.kind].some(Boolean) ? (
    <EmptyState icon={SearchX} title="No server matches">
      Nothing here has {filter.search ? `“${filter.search}”` : 'this'} in its name, description, labels or tools.
    </EmptyState>
  ) : (
    <EmptyState icon={ServerCog} title="No servers yet" action={<AddButton />}>
      An MCP server gives AI clients tools. Add one from npm, PyPI, a container image, an address or a server.json file;
      it runs locked in, and nobody may call it before a profile grants its tools.
    </EmptyState>
  );

const Loading = () => (
  <div role="status" aria-label="Loading the servers" className={grid}>
    {Array.from({ length: 6 }, (_, index) => (
      <Skeleton key={index} className="h-44" />
    ))}
  </div>
);

/** What the catalog offers with what is installed of it; for those who may see only one of both, that one. */
const useEntries = (filter: RegistryFilter) => {
  const can = useCan();
  const servers = useServers();
  const catalog = useCatalog(filter);
  const items = catalog.data?.pages.flatMap((page) => page.items);
  const showsInstalled = filter.view === 'installed' || !can('catalog:read');
  const data = showsInstalled
    ? servers.data && installedEntries(servers.data, items ?? [], filter)
    : items && entriesOf(items, servers.data ?? []);
  const { error, refetch } = showsInstalled ? servers : catalog;
  return { catalog, showsInstalled, query: { data, error, refetch: () => refetch() } };
};

/** The catalog of MCP servers and what is installed of it. */
export const RegistryPage = () => {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const { catalog, showsInstalled, query } = useEntries(filter);
  const change = useCallback(
    (part: RegistryFilter) => void navigate({ search: (known) => ({ ...known, ...part }), replace: true }),
    [navigate],
  );
  return (
    <Page
      name="Servers"
      title="MCP servers"
      description="Programs that offer tools to AI clients. Each runs locked in and answers only what a profile grants."
      actions={<AddButton />}
    >
      <FilterBar filter={filter} onChange={change} />
      <QueryView query={query} what="The servers could not be loaded" loading={<Loading />}>
        {(entries) => (entries.length === 0 ? <Empty filter={filter} /> : <Cards entries={entries} />)}
      </QueryView>
      {!showsInstalled && catalog.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button variant="outline" pending={catalog.isFetchingNextPage} onClick={() => void catalog.fetchNextPage()}>
            Load more
          </Button>
        </div>
      )}
    </Page>
  );
};
