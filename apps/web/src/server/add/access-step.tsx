import { Alert, Button, Field, Input } from '@archestra/ui';
import { VisibilityField } from '../../catalog/visibility-field.tsx';
import { noteFor } from './examples.ts';
import { FieldRows } from './field-rows.tsx';
import { ReachFields } from './reach-fields.tsx';
import { StepForm, type Mode, type StepProps } from './step-form.tsx';

type Props = StepProps & { onBack: () => void };

// Whoever asks has one more step: the reviewer wants to know why.
const actions: Record<Mode, string> = {
  install: 'Add and start',
  ask: 'Next',
  again: 'Next',
  version: 'Add version',
};

const Shelf = ({ draft, problems, onChange }: Pick<StepProps, 'draft' | 'problems' | 'onChange'>) => (
  <>
    <Field label="Labels" hint="Separated by commas: people find it by them." error={problems['labels']}>
      {(control) => (
        <Input
          {...control}
          placeholder="data, finance"
          value={draft.labels}
          onChange={(event) => onChange({ labels: event.target.value })}
        />
      )}
    </Field>
    <VisibilityField value={draft.visibility} onChange={(visibility) => onChange({ visibility })} />
  </>
);

/** Step two: what the program may reach, what it has to be told, and who sees it. */
export const AccessStep = (props: Props) => {
  const { draft, problems, onChange, onNext, onBack, error, onRename, pending, mode } = props;
  const fields = { draft, problems, onChange };
  const isRemote = draft.kind === 'remote';
  const note = noteFor(draft);
  return (
    <StepForm
      error={error}
      onRename={onRename}
      problems={problems}
      mode={mode}
      onSubmit={onNext}
      footer={
        <>
          <Button variant="ghost" className="mr-auto" onClick={onBack}>
            Back
          </Button>
          <Button type="submit" pending={pending}>
            {isRemote && mode === 'install' ? 'Add and connect' : actions[mode]}
          </Button>
        </>
      }
    >
      {note && <Alert tone="info">{note}</Alert>}
      {!isRemote && <ReachFields {...fields} />}
      <FieldRows {...fields} />
      {mode !== 'version' && <Shelf {...fields} />}
    </StepForm>
  );
};
