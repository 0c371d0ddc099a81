import type { RequestStatus, ServerRequest } from '@archestra/contracts';
import { Button, Card, cn, EmptyState } from '@archestra/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Inbox, Plus } from 'lucide-react';
import { useRef } from 'react';
import { KeyHint } from '../display/key-hint.tsx';
import { usePersonWords } from '../display/names.ts';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useShortcuts } from '../display/shortcuts.ts';
import { useCan } from '../session/session.query.ts';
import { RequestRow } from './request-row.tsx';
import { statusWords } from './request-words.ts';
import { useRequests } from './request.query.ts';

const route = getRouteApi('/app/mcp/registry/installation-requests');
const filters: (RequestStatus | undefined)[] = [
  undefined,
  'review',
  'returned',
  'collecting',
  'approved',
  'deployed',
  'failed',
  'declined',
  'withdrawn',
];

const Filters = ({ status }: { status: RequestStatus | undefined }) => (
  <nav aria-label="Which requests" className="-mx-1 mb-4 flex gap-1 overflow-x-auto px-1 py-0.5 [scrollbar-width:none]">
    {filters.map((filter) => (
      <Link
        key={filter ?? 'all'}
        to="/mcp/registry/installation-requests"
        search={filter ? { status: filter } : {}}
        aria-current={filter === status ? 'true' : undefined}
        className={cn(
          'shrink-0 rounded-full border px-3 py-1 text-sm whitespace-nowrap',
          filter === status
            ? 'border-primary bg-accent font-medium'
            : 'bg-card text-muted-foreground hover:text-foreground',
        )}
      >
        {filter ? statusWords[filter].label : 'All'}
      </Link>
    ))}
  </nav>
);

const Empty = ({ status, mayReview }: { status: RequestStatus | undefined; mayReview: boolean }) => (
  <EmptyState
    icon={Inbox}
    title={status ? `Nothing is “${statusWords[status].label.toLowerCase()}”` : 'No requests yet'}
  >
    {mayReview
      ? 'When somebody asks for a server it is first run in a sandbox without network. What it did there appears here for you to decide.'
      : 'Ask for a server from its page in the registry, or for one the catalog does not have. You see here how far it is.'}
  </EmptyState>
);

/** Moves the focus from row to row with j and k. */
const useRowKeys = () => {
  const list = useRef<HTMLUListElement>(null);
  const move = (by: number) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
    const at = rows.findIndex((row) => row === document.activeElement);
    const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1);
    rows[next]?.focus();
  };
  useShortcuts({ j: () => move(1), k: () => move(-1) });
  return list;
};

const List = ({ requests }: { requests: ServerRequest[] }) => {
  const personWords = usePersonWords();
  const list = useRowKeys();
  return (
    <Card className="overflow-hidden">
      <ul ref={list} aria-label="Requests, newest first" className="divide-y">
        {requests.map((request) => (
          <RequestRow key={request.id} request={request} who={personWords(request.requesterId)} />
        ))}
      </ul>
    </Card>
  );
};

/** Who asked for which server, and how far it is. */
export const RequestListPage = () => {
  const { status } = route.useSearch();
  const can = useCan();
  const mayReview = can('server-request:review');
  const requests = useRequests(status);
  const rows = requests.data?.pages.flatMap(({ items }) => items);
  return (
    <Page
      name="Requests"
      title="Requests for servers"
      description={
        mayReview
          ? 'Decide what may run, with what it did in a first run in view.'
          : 'What you asked for, and how far it is.'
      }
      actions={
        can('server-request:write') && (
          <Button asChild variant={mayReview ? 'outline' : 'primary'}>
            <Link to="/mcp/registry/new">
              <Plus aria-hidden />
              {can('mcp-server:write') ? 'Add server' : 'Ask for a server'}
            </Link>
          </Button>
        )
      }
    >
      <Filters status={status} />
      <QueryView query={{ ...requests, data: rows }} what="The requests could not be loaded">
        {(data) => (data.length === 0 ? <Empty status={status} mayReview={mayReview} /> : <List requests={data} />)}
      </QueryView>
      {requests.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button variant="outline" pending={requests.isFetchingNextPage} onClick={() => void requests.fetchNextPage()}>
            Load more
          </Button>
        </div>
      )}
      {(rows?.length ?? 0) > 1 && (
        <p className="mt-3 hidden text-xs text-muted-foreground pointer-fine:block">
          <KeyHint>j</KeyHint> <KeyHint>k</KeyHint> move through the list, <KeyHint>Enter</KeyHint> opens
        </p>
      )}
    </Page>
  );
};
