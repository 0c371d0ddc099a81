import type { CatalogItem, CatalogVersion, McpServerDetail, McpServerSummary } from '@archestra/contracts';
import { Alert, Button } from '@archestra/ui';
import { getRouteApi, Link, Navigate } from '@tanstack/react-router';
import { ConsoleError } from '../api/error.ts';
import { useCatalogItem } from '../catalog/catalog.query.ts';
import { ItemMenu } from '../catalog/item-menu.tsx';
import { ItemView } from '../catalog/item-view.tsx';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useCan } from '../session/session.query.ts';
import { ServerActions } from './server-actions.tsx';
import { SandboxBadge, StateBadge } from './server-badges.tsx';
import { useServer, useServers } from './server.query.ts';
import { ServerTabs } from './server-tabs.tsx';
import { stateWords } from './server-words.ts';

const route = getRouteApi('/app/mcp/registry/$id');

const trail = (
  <Link to="/mcp/registry" className="rounded-sm hover:text-foreground hover:underline">
    ← All servers
  </Link>
);

const StateNote = ({ detail: { installation, runtime } }: { detail: McpServerDetail }) => {
  const { label, moving, tone } = stateWords(installation.status, runtime);
  if (installation.status === 'ready' && !moving) return null;
  const message = runtime?.message || installation.statusMessage;
  return (
    <Alert
      tone={tone === 'danger' ? 'danger' : tone === 'warning' ? 'warning' : 'info'}
      title={label}
      className="mb-4"
      action={
        <Button asChild variant="outline" size="sm">
          <Link to="/mcp/registry/$id" params={{ id: installation.id }} search={{ tab: 'status' }}>
            See why
          </Link>
        </Button>
      }
    >
      {message}
    </Alert>
  );
};

/** Other servers of the same item. */
const Siblings = ({ server }: { server: McpServerSummary }) => {
  const { data: servers = [] } = useServers();
  const others = servers.filter(({ id, catalogItemId }) => catalogItemId === server.catalogItemId && id !== server.id);
  if (others.length === 0) return null;
  return (
    <p className="mb-3 text-muted-foreground">
      Also installed as{' '}
      {others.map(({ id, name }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <Link to="/mcp/registry/$id" params={{ id }} className="rounded-sm text-primary hover:underline">
            {name}
          </Link>
        </span>
      ))}
    </p>
  );
};

const Installed = ({ id, server }: { id: string; server: McpServerSummary | undefined }) => {
  const query = useServer(id);
  const detail = query.data;
  const installation = detail?.installation;
  const itemId = installation?.catalogItemId ?? server?.catalogItemId;
  const item = useCatalogItem(itemId ?? '', itemId !== undefined).data;
  return (
    <Page
      name={installation?.title ?? 'Server'}
      trail={trail}
      title={
        <>
          {installation?.title ?? 'Server'}
          {detail && (
            <span className="flex gap-1.5 tracking-normal">
              <StateBadge status={detail.installation.status} runtime={detail.runtime} />
              <SandboxBadge source={detail.installation.source} runtime={detail.runtime} />
            </span>
          )}
        </>
      }
      description={installation?.description}
      actions={
        <>
          {detail && <ServerActions key={detail.installation.id} detail={detail} />}
          {item && <ItemMenu item={item} isInstalled />}
        </>
      }
    >
      <QueryView query={query} what="The server could not be loaded">
        {(data) => (
          <>
            {server && <Siblings server={server} />}
            <StateNote detail={data} />
            <ServerTabs detail={data} item={item} />
          </>
        )}
      </QueryView>
    </Page>
  );
};

type Item = CatalogItem & { versions: CatalogVersion[] };

const Offered = ({ item }: { item: Item }) => (
  <Page
    name={item.title}
    trail={trail}
    title={item.title}
    description={item.description}
    actions={<ItemMenu item={item} isInstalled={false} />}
  >
    <ItemView item={item} />
  </Page>
);

/**
 * One entry of the registry. The address names an installed server, or an item of the catalog: of an item that is
 * installed, the first server is shown.
 */
export const ServerPage = () => {
  const { id } = route.useParams();
  const servers = useServers();
  const mayBrowse = useCan()('catalog:read');
  const server = servers.data?.find((known) => known.id === id);
  const isSettled = servers.data !== undefined || servers.error !== null;
  const item = useCatalogItem(id, isSettled && server === undefined);
  const installed = servers.data?.find(({ catalogItemId }) => catalogItemId === id);
  if (installed) return <Navigate to="/mcp/registry/$id" params={{ id: installed.id }} replace />;
  // The list may be older than the server: what is no item is asked for as a server, which knows best what to answer.
  const isNoItem = !mayBrowse || (item.error instanceof ConsoleError && [403, 404].includes(item.error.status));
  if (server || (isSettled && isNoItem)) return <Installed key={id} id={id} server={server} />;
  if (item.data) return <Offered item={item.data} />;
  return (
    <Page name="Server" trail={trail} title="Server">
      <QueryView query={item} what="The server could not be loaded">
        {() => null}
      </QueryView>
    </Page>
  );
};
