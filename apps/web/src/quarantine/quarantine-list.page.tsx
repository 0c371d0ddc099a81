import { Button, Card, EmptyState } from '@archestra/ui';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { ShieldAlert } from 'lucide-react';
import { FilterPills } from '../display/filter-pills.tsx';
import { usePersonWords } from '../display/names.ts';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { statusWords } from './quarantine-words.ts';
import { useQuarantine } from './quarantine.query.ts';
import { ResultRow } from './result-row.tsx';

const route = getRouteApi('/app/quarantine');
const filters = [
  { value: 'all', label: 'All' },
  ...(['withheld', 'summarized', 'released', 'deleted'] as const).map((value) => ({
    value,
    label: statusWords[value].label,
  })),
] as const;

/** Results that were kept from the model, for people who decide about them. */
export const QuarantineListPage = () => {
  const { status } = route.useSearch();
  const navigate = useNavigate();
  const results = useQuarantine(status);
  const personWords = usePersonWords();
  const rows = results.data?.pages.flatMap(({ items }) => items);
  return (
    <Page
      name="Quarantine"
      title="Quarantine"
      description="Results of tools that policies keep from the model. Their content is encrypted and shown to reviewers only."
    >
      <FilterPills
        label="Which results"
        options={filters}
        value={status ?? 'all'}
        onChange={(value) => void navigate({ to: '/quarantine', search: value === 'all' ? {} : { status: value } })}
      />
      <QueryView query={{ ...results, data: rows }} what="The quarantine could not be loaded">
        {(data) =>
          data.length === 0 ? (
            <EmptyState icon={ShieldAlert} title="Nothing here">
              A policy on results puts what a tool returns into quarantine. The model is then told typed answers about
              it, or nothing at all.
            </EmptyState>
          ) : (
            <Card className="overflow-hidden">
              <ul aria-label="Results in quarantine, newest first" className="divide-y">
                {data.map((result) => (
                  <ResultRow key={result.id} result={result} decider={personWords(result.decidedBy)} />
                ))}
              </ul>
            </Card>
          )
        }
      </QueryView>
      {results.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button variant="outline" pending={results.isFetchingNextPage} onClick={() => void results.fetchNextPage()}>
            Load more
          </Button>
        </div>
      )}
    </Page>
  );
};
