import type { ToolFilter, ToolRow } from '@archestra/contracts';
import { Alert, Button, Card, EmptyState } from '@archestra/ui';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { SearchX, Wrench } from 'lucide-react';
import { useCallback, useState } from 'react';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useCan } from '../session/session.query.ts';
import { ToolFilters } from './tool-filters.tsx';
import { ToolLine } from './tool-line.tsx';
import { ToolPanel } from './tool-panel.tsx';
import { useTools } from './tool.query.ts';

const route = getRouteApi('/app/tools');

const keyOf = ({ server, tool }: ToolRow): string => `${server.id}/${tool.name}`;

const Empty = ({ isFiltered }: { isFiltered: boolean }) =>
  isFiltered ? (
    <EmptyState icon={SearchX} title="No tool matches">
      Loosen the filters.
    </EmptyState>
  ) : (
    <EmptyState
      icon={Wrench}
      title="No tools yet"
      action={
        <Button asChild variant="outline">
          <Link to="/mcp/registry">See the servers</Link>
        </Button>
      }
    >
      Tools appear here as soon as an installed server has told of them.
    </EmptyState>
  );

interface ListProps {
  rows: readonly ToolRow[];
  mayWrite: boolean;
  onOpen: (keys: string[]) => void;
}

const List = ({ rows, mayWrite, onOpen }: ListProps) => {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const here = rows.map(keyOf).filter((key) => chosen.has(key));
  const toggle = (key: string) =>
    setChosen((known) => new Set(known.has(key) ? [...known].filter((one) => one !== key) : [...known, key]));
  return (
    <>
      {here.length > 0 && (
        <div className="sticky top-14 z-20 mb-3 flex flex-wrap items-center gap-2 rounded-lg border bg-card px-4 py-2 shadow-card md:top-2">
          <p className="mr-auto font-medium">{here.length} chosen</p>
          <Button variant="ghost" size="sm" onClick={() => setChosen(new Set())}>
            Choose none
          </Button>
          <Button size="sm" onClick={() => onOpen(here)}>
            {here.length === 1 ? 'Edit its contract' : 'Give them one contract'}
          </Button>
        </div>
      )}
      <Card className="overflow-hidden">
        <ul aria-label="Tools" className="divide-y">
          {rows.map((row) => {
            const key = keyOf(row);
            const choice = { is: chosen.has(key), onToggle: () => toggle(key) };
            return <ToolLine key={key} row={row} {...(mayWrite && { chosen: choice })} onOpen={() => onOpen([key])} />;
          })}
        </ul>
      </Card>
    </>
  );
};

/** Every tool of every server: what it may do, by which contract, under which policies. */
export const ToolListPage = () => {
  const filter = route.useSearch();
  const navigate = useNavigate();
  const can = useCan();
  const tools = useTools(filter);
  const [open, setOpen] = useState<readonly string[]>([]);
  const rows = tools.data?.pages.flatMap(({ items }) => items);
  const missing = tools.data?.pages.some(({ unavailable }) => unavailable.length > 0);
  const change = useCallback(
    (part: ToolFilter) => void navigate({ to: '/tools', search: (known) => ({ ...known, ...part }), replace: true }),
    [navigate],
  );
  return (
    <Page
      name="Tools"
      title="Tools"
      description="What each tool does and how its results are treated. A call is decided by policies first, then by the contract."
    >
      <ToolFilters filter={filter} seesPolicies={can('tool-policy:read')} onChange={change} />
      {missing && (
        <Alert tone="warning" title="Something is missing here" className="mb-4">
          A service does not answer, so contracts, policies or profiles are not shown. Calls are still decided by them.
        </Alert>
      )}
      <QueryView query={{ ...tools, data: rows }} what="The tools could not be loaded">
        {(data) =>
          data.length === 0 ? (
            <Empty isFiltered={Object.values(filter).some(Boolean)} />
          ) : (
            <List rows={data} mayWrite={can('tool-contract:write')} onOpen={setOpen} />
          )
        }
      </QueryView>
      {tools.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button variant="outline" pending={tools.isFetchingNextPage} onClick={() => void tools.fetchNextPage()}>
            Load more
          </Button>
        </div>
      )}
      <ToolPanel rows={(rows ?? []).filter((row) => open.includes(keyOf(row)))} onClose={() => setOpen([])} />
    </Page>
  );
};
