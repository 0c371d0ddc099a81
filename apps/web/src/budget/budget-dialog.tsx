import type { BudgetState } from '@archestra/contracts';
import { Dialog, DialogContent } from '@archestra/ui';
import { BudgetForm } from './budget-form.tsx';
import { useCreateBudget, useUpdateBudget } from './budget.query.ts';
import { blankDraft, draftFrom } from './draft.ts';

/** What it is open for: a new budget, or an existing one. */
export type BudgetTarget = 'new' | BudgetState | undefined;

const Form = ({ target, onDone }: { target: 'new' | BudgetState; onDone: () => void }) => {
  const create = useCreateBudget();
  const update = useUpdateBudget();
  if (target === 'new') {
    return (
      <BudgetForm
        initial={blankDraft()}
        action="Set budget"
        error={create.error}
        pending={create.isPending}
        onCancel={onDone}
        onSubmit={(input) => create.mutate(input, { onSuccess: onDone })}
      />
    );
  }
  return (
    <BudgetForm
      initial={draftFrom(target)}
      action="Save"
      error={update.error}
      pending={update.isPending}
      onCancel={onDone}
      onSubmit={(input) => update.mutate({ id: target.id, ...input }, { onSuccess: onDone })}
    />
  );
};

/** Sets a budget, or changes one. */
export const BudgetDialog = ({ target, onClose }: { target: BudgetTarget; onClose: () => void }) => (
  <Dialog open={target !== undefined} onOpenChange={onClose}>
    <DialogContent
      title={target === 'new' ? 'Set a budget' : 'Change a budget'}
      description="Every call is held against all budgets that hold for it, before it is made."
    >
      {target !== undefined && <Form target={target} onDone={onClose} />}
    </DialogContent>
  </Dialog>
);
