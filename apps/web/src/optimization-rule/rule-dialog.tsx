import type { OptimizationRule } from '@archestra/contracts';
import { Dialog, DialogContent } from '@archestra/ui';
import { blankDraft, draftFrom } from './draft.ts';
import { RuleForm } from './rule-form.tsx';
import { lastPriority } from './rule-order.ts';
import { useCreateRule, useUpdateRule } from './rule.query.ts';

/** What it is open for: a new rule, or an existing one. */
export type RuleTarget = 'new' | OptimizationRule | undefined;

const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const NewRule = ({ rules, onDone }: { rules: readonly OptimizationRule[]; onDone: () => void }) => {
  const create = useCreateRule();
  return (
    <RuleForm
      initial={blankDraft}
      timeZone={ownZone()}
      place={{ priority: lastPriority(rules), isEnabled: false }}
      error={create.error}
      pending={create.isPending}
      onCancel={onDone}
      onSubmit={(rule) => create.mutate(rule, { onSuccess: onDone })}
    />
  );
};

const ExistingRule = ({ rule, onDone }: { rule: OptimizationRule; onDone: () => void }) => {
  const update = useUpdateRule();
  return (
    <RuleForm
      initial={draftFrom(rule)}
      timeZone={rule.condition.time?.timeZone ?? ownZone()}
      place={rule}
      error={update.error}
      pending={update.isPending}
      onCancel={onDone}
      onSubmit={({ name, target, condition, isEnabled }) =>
        update.mutate(
          { id: rule.id, priority: rule.priority, name, target, condition, isEnabled },
          { onSuccess: onDone },
        )
      }
    />
  );
};

interface RuleDialogProps {
  target: RuleTarget;
  rules: readonly OptimizationRule[];
  onClose: () => void;
}

/** Adds a rule, or changes one. */
export const RuleDialog = ({ target, rules, onClose }: RuleDialogProps) => (
  <Dialog open={target !== undefined} onOpenChange={onClose}>
    <DialogContent
      className="max-w-2xl"
      title={target === 'new' ? 'Add a rule' : 'Change a rule'}
      description="Sends calls to another model when everything that is said here holds. Whoever asked is told in a header."
    >
      {target === 'new' && <NewRule rules={rules} onDone={onClose} />}
      {typeof target === 'object' && <ExistingRule rule={target} onDone={onClose} />}
    </DialogContent>
  </Dialog>
);
