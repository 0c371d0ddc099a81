import type { OptimizationRuleInput } from '@archestra/contracts';
import { Button, DialogFooter, Field, Input } from '@archestra/ui';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { ModelSelect } from '../provider/model-select.tsx';
import { AskedModels, CircumstanceFields, RequestFields } from './condition-fields.tsx';
import { problemsOf, readDraft, type Draft } from './draft.ts';
import { useNames } from './names.ts';
import { ruleWords } from './rule-words.ts';
import { SimulationPanel } from './simulation-panel.tsx';

const Preview = ({
  rule,
  problems,
}: {
  rule: Pick<OptimizationRuleInput, 'condition' | 'target'> | undefined;
  problems: string[];
}) => {
  const names = useNames();
  if (problems.length > 0) return <p className="text-destructive">{problems.join(' ')}</p>;
  return (
    <p aria-live="polite" className="rounded-lg border border-primary/30 bg-primary/5 px-3.5 py-3 wrap-anywhere">
      {rule ? ruleWords(rule, names) : 'Choose the model that shall answer.'}
    </p>
  );
};

interface RuleFormProps {
  initial: Draft;
  timeZone: string;
  /** Its place in the order, and whether it is on. */
  place: Pick<OptimizationRuleInput, 'priority' | 'isEnabled'>;
  error: Error | null;
  pending: boolean;
  onSubmit: (rule: OptimizationRuleInput) => void;
  onCancel: () => void;
}

/** Builds a rule; what it means stands below in one sentence, and what it would have saved can be tried before it is on. */
export const RuleForm = ({ initial, timeZone, place, error, pending, onSubmit, onCancel }: RuleFormProps) => {
  const [draft, setDraft] = useState(initial);
  const change = (part: Partial<Draft>) => setDraft((known) => ({ ...known, ...part }));
  const read = readDraft(draft, timeZone);
  const rule = read && { ...place, ...read };
  const submit = (isEnabled: boolean) => rule && onSubmit({ ...rule, isEnabled });
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit(place.isEnabled);
      }}
    >
      {error && <ErrorNote error={error} what="The rule was not saved" />}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Answered by">
          {(control) => (
            <ModelSelect control={control} value={draft.target} onChange={(target) => change({ target })} />
          )}
        </Field>
        <Field label="Name">
          {(control) => (
            <Input
              {...control}
              maxLength={120}
              placeholder="Short questions at night"
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
      </div>
      <AskedModels draft={draft} onChange={change} />
      <RequestFields draft={draft} onChange={change} />
      <CircumstanceFields draft={draft} onChange={change} />
      <Preview rule={read} problems={problemsOf(draft)} />
      <SimulationPanel rule={rule} />
      <DialogFooter className="mt-1">
        <Button variant="outline" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" variant={place.isEnabled ? 'primary' : 'outline'} pending={pending} disabled={!rule}>
          {place.isEnabled ? 'Save' : 'Save switched off'}
        </Button>
        {!place.isEnabled && (
          <Button pending={pending} disabled={!rule} onClick={() => submit(true)}>
            Save and switch on
          </Button>
        )}
      </DialogFooter>
    </form>
  );
};
