import { Alert, Button, Card, cn, EmptyState } from '@archestra/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import { MessagesSquare, SearchX } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useLiveList } from '../live/live-list.ts';
import { HeldCalls, LiveSwitch } from '../live/live-switch.tsx';
import { mergeCalls } from '../live/merge.ts';
import { useCan } from '../session/session.query.ts';
import { compact, matches, type LlmCallFilter } from './filter.ts';
import { LlmCallFilters } from './llm-call-filters.tsx';
import { columns, LlmCallRow } from './llm-call-row.tsx';
import { useLlmCalls, type ListedLlmCall } from './llm-call.query.ts';

const route = getRouteApi('/app/llm/logs');

const Empty = ({ filtered }: { filtered: boolean }) => {
  const mayRead = useCan()('provider:read');
  return filtered ? (
    <EmptyState icon={SearchX} title="No call matches">
      Loosen the filters. New calls that match appear here as they happen.
    </EmptyState>
  ) : (
    <EmptyState
      icon={MessagesSquare}
      title="No model was asked yet"
      action={
        mayRead && (
          <Button asChild variant="outline">
            <Link to="/settings/providers">See the providers</Link>
          </Button>
        )
      }
    >
      Every call to a model through Archestra appears here with what it cost: from a chat, or from a client that uses
      Archestra’s address as its provider.
    </EmptyState>
  );
};

const List = ({ calls, fresh }: { calls: readonly ListedLlmCall[]; fresh: ReadonlySet<string> }) => (
  <Card className="overflow-hidden">
    <div
      aria-hidden
      className={cn('hidden border-b bg-muted/60 px-4 py-2 text-xs font-medium text-muted-foreground', columns)}
    >
      <span>Time</span>
      <span>Outcome</span>
      <span>Model</span>
      <span>Who</span>
      <span className="text-right">Tokens</span>
      <span className="text-right">Cost</span>
      <span className="text-right">Took</span>
    </div>
    <ul aria-label="Calls to models, newest first" className="divide-y">
      {calls.map((call) => (
        <LlmCallRow key={call.id} call={call} fresh={fresh.has(call.id)} />
      ))}
    </ul>
  </Card>
);

/** The record of every call to a model, live, with what it cost. */
export const LlmCallListPage = () => {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const live = useLiveList<ListedLlmCall>(JSON.stringify(filter), (event) =>
    event.kind === 'llm-call' && matches(event.call, filter) ? { ...event.call, ledger: null } : undefined,
  );
  const fetched = useLlmCalls(filter, live.shown[0]);
  const change = useCallback(
    (part: LlmCallFilter) => void navigate({ search: (known) => compact({ ...known, ...part }), replace: true }),
    [navigate],
  );
  const fresh = useMemo(() => new Set(live.shown.map(({ id }) => id)), [live.shown]);
  const pages = fetched.data?.pages;
  const calls = useMemo(() => mergeCalls(live.shown, pages?.flatMap(({ items }) => items) ?? []), [live.shown, pages]);
  const isCostAway = pages?.some(({ unavailable }) => unavailable.includes('cost'));
  return (
    <Page
      name="Model calls"
      title="Model calls"
      description="Who asked which model, who answered, what it cost and what was saved."
      actions={<LiveSwitch paused={live.paused} onPause={live.pause} onResume={live.resume} />}
    >
      <div className="mb-4">
        <LlmCallFilters filter={filter} onChange={change} />
      </div>
      {isCostAway && (
        <Alert tone="warning" className="mb-4" title="What the calls cost is not shown">
          The service that knows it does not answer at the moment. Nothing is lost; reload the page in a minute.
        </Alert>
      )}
      <HeldCalls held={live.held.length} onShow={live.show} />
      <QueryView query={fetched} what="The calls could not be loaded">
        {() =>
          calls.length === 0 ? (
            <Empty filtered={Object.values(filter).some(Boolean)} />
          ) : (
            <List calls={calls} fresh={fresh} />
          )
        }
      </QueryView>
      {fetched.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button variant="outline" pending={fetched.isFetchingNextPage} onClick={() => void fetched.fetchNextPage()}>
            Load more
          </Button>
        </div>
      )}
    </Page>
  );
};
