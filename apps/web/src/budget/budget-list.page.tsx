import type { BudgetState } from '@archestra/contracts';
import { Badge, Button, Card, ConfirmDialog, EmptyState } from '@archestra/ui';
import { Gauge, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { Time } from '../display/time.tsx';
import { useCan } from '../session/session.query.ts';
import { BudgetBar } from './budget-bar.tsx';
import { BudgetDialog, type BudgetTarget } from './budget-dialog.tsx';
import { amountWords, scopeWords, sharesOf, windowWords } from './budget-words.ts';
import { useBudgets, useDeleteBudget } from './budget.query.ts';
import { useSubjects } from './subject.ts';

const Badges = ({ budget }: { budget: BudgetState }) => {
  const { usedPercent } = sharesOf(budget);
  if (!budget.isEnabled) return <Badge>Off</Badge>;
  return (
    <>
      {!budget.blocks && <Badge>Only tells</Badge>}
      {usedPercent >= 100 && (
        <Badge tone={budget.blocks ? 'danger' : 'warning'}>{budget.blocks ? 'Refuses calls' : 'Exceeded'}</Badge>
      )}
    </>
  );
};

const Whom = ({ budget: { scope, subject }, name }: { budget: BudgetState; name: string | undefined }) => {
  if (subject !== null) return <>{`${scopeWords[scope].label} ${name ?? 'you cannot see'}`}</>;
  if (scope === 'organization') return <>{scopeWords.organization.each}</>;
  return <>{`${scopeWords[scope].each} (shown: whoever used most)`}</>;
};

interface RowProps {
  budget: BudgetState;
  subjectName: string | undefined;
  mayWrite: boolean;
  onEdit: () => void;
  onDelete: () => void;
}

const Row = ({ budget, subjectName, mayWrite, onEdit, onDelete }: RowProps) => (
  <li className="grid gap-2.5 px-4 py-3.5">
    <div className="flex items-start gap-3">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <strong className="font-semibold wrap-anywhere">{budget.name}</strong>
          <Badges budget={budget} />
        </p>
        <p className="text-xs text-muted-foreground">
          <Whom budget={budget} name={subjectName} /> · {amountWords(budget.unit, budget.limit)}{' '}
          {windowWords[budget.window].per}
          {budget.windowEndsAt !== null && (
            <>
              {' · starts anew '}
              <Time at={budget.windowEndsAt} />
            </>
          )}
        </p>
      </div>
      {mayWrite && (
        <span className="flex">
          <Button variant="ghost" size="icon-sm" aria-label={`Change ${budget.name}`} onClick={onEdit}>
            <Pencil />
          </Button>
          <Button variant="ghost" size="icon-sm" aria-label={`Delete ${budget.name}`} onClick={onDelete}>
            <Trash2 />
          </Button>
        </span>
      )}
    </div>
    <BudgetBar budget={budget} />
  </li>
);

/** The fullest first. */
const byUse = (a: BudgetState, b: BudgetState): number =>
  Number(b.isEnabled) - Number(a.isEnabled) || sharesOf(b).usedPercent - sharesOf(a).usedPercent;

/** How much may be spent, by whom, and how far it is used. */
export const BudgetListPage = () => {
  const budgets = useBudgets();
  const subjects = useSubjects();
  const mayWrite = useCan()('budget:write');
  const [target, setTarget] = useState<BudgetTarget>();
  const [doomed, setDoomed] = useState<BudgetState>();
  const remove = useDeleteBudget();
  const nameOf = ({ scope, subject }: BudgetState) => subjects[scope].find(({ id }) => id === subject)?.name;
  const add = mayWrite && (
    <Button onClick={() => setTarget('new')}>
      <Plus aria-hidden />
      Set budget
    </Button>
  );
  return (
    <Page
      name="Budgets"
      title="Budgets"
      description="How much models may cost. What a call can cost at most is put aside before it is made, and settled after."
      actions={add}
    >
      <QueryView query={budgets} what="The budgets could not be loaded">
        {(data) =>
          data.length === 0 ? (
            <EmptyState icon={Gauge} title="No budget yet" action={add}>
              Calls to models are counted, but nothing stops them. Set a budget for the organization, a team, each
              person, a profile, a token or a model.
            </EmptyState>
          ) : (
            <Card>
              <ul aria-label="Budgets, the fullest first" className="divide-y">
                {data.toSorted(byUse).map((budget) => (
                  <Row
                    key={budget.id}
                    budget={budget}
                    subjectName={nameOf(budget)}
                    mayWrite={mayWrite}
                    onEdit={() => setTarget(budget)}
                    onDelete={() => setDoomed(budget)}
                  />
                ))}
              </ul>
            </Card>
          )
        }
      </QueryView>
      <BudgetDialog target={target} onClose={() => setTarget(undefined)} />
      <ConfirmDialog
        open={doomed !== undefined}
        onOpenChange={() => setDoomed(undefined)}
        title={`Delete “${doomed?.name ?? ''}”?`}
        description="Nothing holds calls back because of it from now on. What was spent stays in the ledger."
        action="Delete budget"
        pending={remove.isPending}
        onConfirm={() => doomed && remove.mutate(doomed.id, { onSuccess: () => setDoomed(undefined) })}
      />
    </Page>
  );
};
