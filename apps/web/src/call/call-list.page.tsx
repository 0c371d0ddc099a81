import type { ToolCallSummary } from '@archestra/contracts';
import { Button, Card, cn, EmptyState } from '@archestra/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ListTree, SearchX } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useLiveList } from '../live/live-list.ts';
import { HeldCalls, LiveSwitch } from '../live/live-switch.tsx';
import { mergeCalls } from '../live/merge.ts';
import { CallFilters } from './call-filters.tsx';
import { CallRow, columns } from './call-row.tsx';
import { useCalls } from './call.query.ts';
import { compact, matches, type CallFilter } from './filter.ts';

const route = getRouteApi('/app/mcp/logs');

const Empty = ({ filtered }: { filtered: boolean }) =>
  filtered ? (
    <EmptyState icon={SearchX} title="No call matches">
      Loosen the filters. New calls that match appear here as they happen.
    </EmptyState>
  ) : (
    <EmptyState
      icon={ListTree}
      title="No calls yet"
      action={
        <Button asChild variant="outline">
          <Link to="/mcp/profiles">Connect a client</Link>
        </Button>
      }
    >
      Every call through Archestra appears here the moment it is answered. Connect an AI client to a profile and let it
      use a tool.
    </EmptyState>
  );

const List = ({ calls, fresh }: { calls: ToolCallSummary[]; fresh: ReadonlySet<string> }) => (
  <Card className="overflow-hidden">
    <div
      aria-hidden
      className={cn('hidden border-b bg-muted/60 px-4 py-2 text-xs font-medium text-muted-foreground', columns)}
    >
      <span>Time</span>
      <span>Outcome</span>
      <span>What</span>
      <span>Server</span>
      <span>Who</span>
      <span className="text-right">Took</span>
    </div>
    <ul aria-label="Calls, newest first" className="divide-y">
      {calls.map((call) => (
        <CallRow key={call.id} call={call} fresh={fresh.has(call.id)} />
      ))}
    </ul>
  </Card>
);

/** The record of every call, live. */
export const CallListPage = () => {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const fetched = useCalls(filter);
  const live = useLiveList(JSON.stringify(filter), (event) =>
    event.kind === 'tool-call' && matches(event.call, filter) ? event.call : undefined,
  );
  const change = useCallback(
    (part: CallFilter) => void navigate({ search: (known) => compact({ ...known, ...part }), replace: true }),
    [navigate],
  );
  const fresh = useMemo(() => new Set(live.shown.map(({ id }) => id)), [live.shown]);
  const calls = useMemo(
    () => mergeCalls(live.shown, fetched.data?.pages.flatMap(({ items }) => items) ?? []),
    [live.shown, fetched.data],
  );
  return (
    <Page
      name="Calls"
      title="Calls"
      description="Who called what, what was decided, and how long it took."
      actions={<LiveSwitch paused={live.paused} onPause={live.pause} onResume={live.resume} />}
    >
      <div className="mb-4">
        <CallFilters filter={filter} onChange={change} />
      </div>
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
