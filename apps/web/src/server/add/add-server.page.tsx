import type { CatalogDraft, CatalogVersion, ServerRequestDetail } from '@archestra/contracts';
import { Alert } from '@archestra/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useCatalogItem } from '../../catalog/catalog.query.ts';
import { Page } from '../../display/page.tsx';
import { QueryView } from '../../display/query-view.tsx';
import { useRequest } from '../../request/request.query.ts';
import { useCan } from '../../session/session.query.ts';
import { AddForm } from './add-form.tsx';
import { draftFrom } from './draft-from.ts';
import { emptyDraft } from './draft.ts';

const route = getRouteApi('/app/mcp/registry/new');
const noWish = { reason: '', profileIds: [] };

const Frame = ({ title, description, children }: { title: string; description?: string; children: ReactNode }) => (
  <Page
    name={title}
    title={title}
    description={description}
    trail={
      <Link to="/mcp/registry" className="rounded-sm hover:text-foreground hover:underline">
        ← All servers
      </Link>
    }
  >
    {children}
  </Page>
);

const Again = ({ id }: { id: string }) => (
  <Frame title="Change and send again" description="It is looked at anew: the first run in the sandbox is repeated.">
    <QueryView query={useRequest(id)} what="The request could not be loaded">
      {({ draft, configuration, reason, profileIds }: ServerRequestDetail) => (
        <AddForm mode="again" about={id} start={draftFrom(draft, configuration)} wish={{ reason, profileIds }} />
      )}
    </QueryView>
  </Frame>
);

/** The newest version as something to go on with; what is built in has none. */
const itemDraft = (item: Omit<CatalogDraft, 'source' | 'fields' | 'version'> & { latest: CatalogVersion }) => {
  const { source, fields } = item.latest;
  if (source.kind === 'builtin') return undefined;
  return { ...draftFrom({ ...item, source, fields, version: '' }), release: '' };
};

const NewVersion = ({ id }: { id: string }) => (
  <Frame title="New version" description="What runs now goes on running until somebody chooses the new version.">
    <QueryView query={useCatalogItem(id)} what="The item could not be loaded">
      {(item) => {
        const start = itemDraft(item);
        return start ? (
          <AddForm mode="version" about={id} start={start} wish={noWish} />
        ) : (
          <Alert tone="info">This server is part of Archestra: its versions come with it.</Alert>
        );
      }}
    </QueryView>
  </Frame>
);

/** Adds a server, asks for one, changes a request, or adds a version: one form for all of them. */
export const AddServerPage = () => {
  const { request, item } = route.useSearch();
  const mayInstall = useCan()('mcp-server:write');
  if (request) return <Again key={request} id={request} />;
  if (item) return <NewVersion key={item} id={item} />;
  return mayInstall ? (
    <Frame title="Add a server">
      <AddForm key="install" mode="install" about="" start={emptyDraft} wish={noWish} />
    </Frame>
  ) : (
    <Frame
      title="Ask for a server"
      description="It is first run in a sandbox without network. A reviewer looks at what it did, and decides."
    >
      <AddForm key="ask" mode="ask" about="" start={emptyDraft} wish={noWish} />
    </Frame>
  );
};
