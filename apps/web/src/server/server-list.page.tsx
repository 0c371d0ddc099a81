import type { McpServerSummary } from '@archestra/contracts';
import { Button, EmptyState, Input, Skeleton } from '@archestra/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Plus, Search, SearchX, ServerCog } from 'lucide-react';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useCan } from '../session/session.query.ts';
import { ServerCard } from './server-card.tsx';
import { useServers } from './server.query.ts';
import { sourceWords } from './server-words.ts';

const route = getRouteApi('/app/mcp/registry');
const grid = 'grid grid-cols-1 gap-3 sm:grid-cols-2 xl:grid-cols-3';

const AddButton = () => (
  <Button asChild>
    <Link to="/mcp/registry/new">
      <Plus aria-hidden />
      Add server
    </Link>
  </Button>
);

const matches = (server: McpServerSummary, words: string): boolean =>
  `${server.title} ${server.name} ${server.description} ${sourceWords(server.source)}`
    .toLowerCase()
    .includes(words.trim().toLowerCase());

const Cards = ({ servers, search, mayAdd }: { servers: McpServerSummary[]; search: string; mayAdd: boolean }) => {
  if (servers.length === 0) {
    return (
      <EmptyState icon={ServerCog} title="No servers yet" action={mayAdd && <AddButton />}>
        An MCP server gives AI clients tools. Add one from npm, PyPI or an address; it runs locked in, and nobody may
        call it before a profile grants its tools.
      </EmptyState>
    );
  }
  const found = servers.filter((server) => matches(server, search));
  if (found.length === 0) {
    return (
      <EmptyState icon={SearchX} title="No server matches">
        Nothing here has “{search}” in its name, description or source.
      </EmptyState>
    );
  }
  return (
    <ul className={grid}>
      {found.map((server) => (
        <li key={server.id} className="grid min-w-0 grid-cols-1">
          <ServerCard server={server} />
        </li>
      ))}
    </ul>
  );
};

const Loading = () => (
  <div role="status" aria-label="Loading the servers" className={grid}>
    {Array.from({ length: 6 }, (_, index) => (
      <Skeleton key={index} className="h-37" />
    ))}
  </div>
);

/** Every installed MCP server. */
export const ServerListPage = () => {
  const { search = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const servers = useServers();
  const mayAdd = useCan()('mcp-server:write');
  const find = (words: string) => void navigate({ search: words ? { search: words } : {}, replace: true });
  return (
    <Page
      name="Servers"
      title="MCP servers"
      description="Programs that offer tools to AI clients. Each runs in its own sandbox and answers only what a profile grants."
      actions={mayAdd && <AddButton />}
    >
      {(servers.data?.length ?? 0) > 3 && (
        <div className="relative mb-4 max-w-sm">
          <Search aria-hidden className="pointer-events-none absolute top-2.25 left-2.5 size-4 text-muted-foreground" />
          <Input
            type="search"
            aria-label="Search servers"
            placeholder="Search by name or package"
            className="pl-8.5"
            value={search}
            onChange={(event) => find(event.target.value)}
          />
        </div>
      )}
      <QueryView query={servers} what="The servers could not be loaded" loading={<Loading />}>
        {(data) => <Cards servers={data} search={search} mayAdd={mayAdd} />}
      </QueryView>
    </Page>
  );
};
