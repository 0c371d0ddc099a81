import { consoleRoutes, type BudgetInput } from '@archestra/contracts';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';

const FRESH_MS = 10_000;

/** Every budget and how far it is used. What is spent is not announced call by call: the page asks again now and then. */
export const useBudgets = () =>
  useQuery({
    queryKey: keys.budgets,
    queryFn: ({ signal }) => call(consoleRoutes.listBudgets, {}, signal),
    select: ({ items }) => items,
    refetchInterval: FRESH_MS,
  });

export const useCreateBudget = () =>
  useChange((body: BudgetInput) => call(consoleRoutes.createBudget, { body }), {
    refresh: [keys.budgets],
    done: 'Budget set',
    showsError: true,
  });

export const useUpdateBudget = () =>
  useChange(
    ({ id, ...body }: BudgetInput & { id: string }) => call(consoleRoutes.updateBudget, { params: { id }, body }),
    { refresh: [keys.budgets], done: 'Budget saved', showsError: true },
  );

export const useDeleteBudget = () =>
  useChange((id: string) => call(consoleRoutes.deleteBudget, { params: { id } }), {
    refresh: [keys.budgets],
    done: 'Budget deleted',
  });
