import type { Price } from '@archestra/contracts';
import { Button, ConfirmDialog, EmptyState, Select } from '@archestra/ui';
import { getRouteApi } from '@tanstack/react-router';
import { FileUp, Plus, SearchX, Tags } from 'lucide-react';
import { useCallback, useState } from 'react';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { SearchField } from '../display/search-field.tsx';
import { useCan } from '../session/session.query.ts';
import { ImportDialog } from './import-dialog.tsx';
import { PriceDialog, type PriceTarget } from './price-dialog.tsx';
import { PriceTable } from './price-table.tsx';
import { useDeletePrice, usePrices } from './price.query.ts';

const route = getRouteApi('/app/llm/cost/token-price');

const periods = [
  { value: 'current', label: 'What holds now' },
  { value: 'all', label: 'All periods' },
] as const;

const Empty = ({ isSearch, mayWrite }: { isSearch: boolean; mayWrite: boolean }) =>
  isSearch ? (
    <EmptyState icon={SearchX} title="No price matches">
      Look for a part of the model’s name, or for the price list.
    </EmptyState>
  ) : (
    <EmptyState icon={Tags} title="No prices yet">
      {mayWrite
        ? 'Import the public table, or set the price of a single model. Until then calls are counted in tokens alone, and budgets in dollars refuse models without a price.'
        : 'Until an administrator imports prices, calls are counted in tokens alone.'}
    </EmptyState>
  );

const Actions = ({ onImport, onSet }: { onImport: () => void; onSet: () => void }) => (
  <>
    <Button variant="outline" onClick={onImport}>
      <FileUp aria-hidden />
      Import
    </Button>
    <Button onClick={onSet}>
      <Plus aria-hidden />
      Set price
    </Button>
  </>
);

/** What models cost and when that changes. */
export const PriceListPage = () => {
  const { search = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const mayWrite = useCan()('price:write');
  const [isCurrent, setIsCurrent] = useState(true);
  const [target, setTarget] = useState<PriceTarget>();
  const [isImporting, setIsImporting] = useState(false);
  const [doomed, setDoomed] = useState<Price>();
  const prices = usePrices({ search, isCurrent });
  const remove = useDeletePrice();
  const find = useCallback(
    (words: string) => void navigate({ search: words === '' ? {} : { search: words }, replace: true }),
    [navigate],
  );
  const shown = prices.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page
      name="Prices"
      title="Prices"
      description="US dollars for a million tokens. A call keeps the price of its moment, whatever changes later."
      actions={mayWrite && <Actions onImport={() => setIsImporting(true)} onSet={() => setTarget('new')} />}
    >
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <SearchField
          label="Search prices"
          placeholder="Search model or price list"
          className="w-full sm:w-72"
          value={search}
          onChange={find}
        />
        <Select
          aria-label="Periods"
          className="w-full sm:w-44"
          value={isCurrent ? 'current' : 'all'}
          options={periods}
          onChange={(value) => setIsCurrent(value === 'current')}
        />
      </div>
      <QueryView query={prices} what="The prices could not be loaded">
        {() =>
          shown.length === 0 ? (
            <Empty isSearch={search !== ''} mayWrite={mayWrite} />
          ) : (
            <PriceTable prices={shown} mayWrite={mayWrite} onNext={setTarget} onDelete={setDoomed} />
          )
        }
      </QueryView>
      {prices.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button variant="outline" pending={prices.isFetchingNextPage} onClick={() => void prices.fetchNextPage()}>
            Load more
          </Button>
        </div>
      )}
      <PriceDialog target={target} onClose={() => setTarget(undefined)} />
      <ImportDialog open={isImporting} onClose={() => setIsImporting(false)} />
      <ConfirmDialog
        open={doomed !== undefined}
        onOpenChange={() => setDoomed(undefined)}
        title={`Delete this price of ${doomed?.model ?? ''}?`}
        description="The price of the catalog holds again where there is one. What calls have cost stays as it is."
        action="Delete price"
        pending={remove.isPending}
        onConfirm={() => doomed && remove.mutate(doomed.id, { onSuccess: () => setDoomed(undefined) })}
      />
    </Page>
  );
};
