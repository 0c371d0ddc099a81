import type { CatalogItem, CatalogVersion, McpServerDetail, McpServerSummary } from '@archestra/contracts';
import { Alert, Button } from '@archestra/ui';
import { getRouteApi, Link, Navigate } from '@tanstack/react-router';
import { useIsGoing } from '../api/change.ts';
import { ConsoleError } from '../api/error.ts';
import { keys } from '../api/keys.ts';
import { useCatalogItem } from '../catalog/catalog.query.ts';
import { ItemMenu } from '../catalog/item-menu.tsx';
import { ItemView } from '../catalog/item-view.tsx';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useCan } from '../session/session.query.ts';
import { CredentialNote } from './credential-note.tsx';
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

const Title = ({ detail }: { detail: McpServerDetail | undefined }) =>
  detail ? (
    <>
      {detail.installation.title}
      <span className="flex gap-1.5 tracking-normal">
        <StateBadge status={detail.installation.status} runtime={detail.runtime} />
        <SandboxBadge source={detail.installation.source} runtime={detail.runtime} />
      </span>
    </>
  ) : (
    'Server'
  );

const needsSecrets = ({ installation: { fields } }: McpServerDetail): boolean =>
  fields.some(({ isSecret, isRequired }) => isSecret && isRequired);

const Installed = ({ id, server }: { id: string; server: McpServerSummary | undefined }) => {
  const can = useCan();
  const query = useServer(id);
  const installation = query.data?.installation;
  const itemId = (installation ?? server)?.catalogItemId;
  const { data: item } = useCatalogItem(itemId ?? '', itemId !== undefined);
  return (
    <Page
      name={installation?.title ?? 'Server'}
      trail={trail}
      title={<Title detail={query.data} />}
      description={installation?.description}
      actions={
        <>
          {query.data && <ServerActions key={id} detail={query.data} />}
          {item && <ItemMenu item={item} isInstalled />}
        </>
      }
    >
      <QueryView query={query} what="The server could not be loaded">
        {(data) => (
          <>
            {server && <Siblings server={server} />}
            <StateNote detail={data} />
            {needsSecrets(data) && can('credential:read') && (
              <CredentialNote id={id} fields={data.installation.fields} />
            )}
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

const isNone = (error: unknown): boolean => error instanceof ConsoleError && [403, 404].includes(error.status);

/** What an address of the registry names. */
const useEntry = (id: string) => {
  const mayBrowse = useCan()('catalog:read');
  const { data: servers, error } = useServers();
  const server = servers?.find((known) => known.id === id);
  const isSettled = servers !== undefined || error !== null;
  // It is off the list before its page is left: nobody asks then whether it is an item.
  const isGoing = useIsGoing(keys.server(id));
  const item = useCatalogItem(id, isSettled && server === undefined && !isGoing);
  const isNoItem = !mayBrowse || isNone(item.error);
  return {
    server,
    item,
    installed: servers?.find(({ catalogItemId }) => catalogItemId === id),
    // The list may be older than the server: what is no item is asked for as a server, which knows best what to answer.
    isServer: server !== undefined || isGoing || (isSettled && isNoItem),
  };
};

/**
 * One entry of the registry. The address names an installed server, or an item of the catalog: of an item that is
 * installed, the first server is shown.
 */
export const ServerPage = () => {
  const { id } = route.useParams();
  const { server, item, installed, isServer } = useEntry(id);
  if (installed) return <Navigate to="/mcp/registry/$id" params={{ id: installed.id }} replace />;
  if (isServer) return <Installed key={id} id={id} server={server} />;
  if (item.data) return <Offered item={item.data} />;
  return (
    <Page name="Server" trail={trail} title="Server">
      <QueryView query={item} what="The server could not be loaded">
        {() => null}
      </QueryView>
    </Page>
  );
};
