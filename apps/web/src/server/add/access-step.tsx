import { Button, Checkbox, Field, Input, Label, Switch, Textarea } from '@archestra/ui';
import { useId } from 'react';
import { Rows } from './rows.tsx';
import { StepForm, type StepProps } from './step-form.tsx';

type Props = StepProps & { onBack: () => void };
type FieldsProps = Pick<StepProps, 'draft' | 'problems' | 'onChange'>;

const NetworkSwitch = ({ draft, onChange }: FieldsProps) => {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-4">
      <div>
        <Label htmlFor={id}>Network</Label>
        <p className="text-xs text-muted-foreground">
          {draft.network
            ? 'It may connect to anything this machine can reach.'
            : 'It cannot open a single connection. Switch on only if it needs one.'}
        </p>
      </div>
      <Switch id={id} checked={draft.network} onCheckedChange={(network) => onChange({ network })} />
    </div>
  );
};

const DirectoryRows = ({ draft, problems, onChange }: FieldsProps) => (
  <Rows
    legend="Directories"
    hint="The only part of this machine's disk it can see. It also sees its own private home."
    addLabel="Add directory"
    error={problems['source.directories']}
    rows={draft.directories}
    empty={{ path: '', writable: false }}
    onChange={(directories) => onChange({ directories })}
  >
    {(row, set, label) => (
      <>
        <Input
          aria-label={`Path of ${label}`}
          placeholder="/home/me/projects"
          spellCheck={false}
          value={row.path}
          onChange={(event) => set({ ...row, path: event.target.value })}
        />
        <label className="flex shrink-0 items-center gap-1.5 text-xs">
          <Checkbox checked={row.writable} onCheckedChange={(checked) => set({ ...row, writable: checked === true })} />
          may write
        </label>
      </>
    )}
  </Rows>
);

const EnvironmentRows = ({ draft, problems, onChange }: FieldsProps) => (
  <Rows
    legend="Environment"
    hint="Not for secrets: every administrator can read these values."
    addLabel="Add variable"
    error={problems['source.environment']}
    rows={draft.environment}
    empty={{ name: '', value: '' }}
    onChange={(environment) => onChange({ environment })}
  >
    {(row, set, label) => (
      <>
        <Input
          aria-label={`Name of ${label}`}
          placeholder="LOG_LEVEL"
          spellCheck={false}
          className="font-mono"
          value={row.name}
          onChange={(event) => set({ ...row, name: event.target.value })}
        />
        <Input
          aria-label={`Value of ${label}`}
          placeholder="info"
          spellCheck={false}
          className="font-mono"
          value={row.value}
          onChange={(event) => set({ ...row, value: event.target.value })}
        />
      </>
    )}
  </Rows>
);

/** Step two: what the program may reach. Nothing by default. */
export const AccessStep = ({ draft, problems, onChange, onNext, onBack, error, pending }: Props) => {
  const fields = { draft, problems, onChange };
  return (
    <StepForm
      error={error}
      onSubmit={onNext}
      footer={
        <>
          <Button variant="ghost" className="mr-auto" onClick={onBack}>
            Back
          </Button>
          <Button type="submit" pending={pending}>
            Add and start
          </Button>
        </>
      }
    >
      <NetworkSwitch {...fields} />
      <DirectoryRows {...fields} />
      <Field
        label="Arguments"
        hint="One per line, exactly as the program expects them."
        error={problems['source.arguments']}
      >
        {(control) => (
          <Textarea
            {...control}
            className="font-mono"
            spellCheck={false}
            value={draft.arguments}
            onChange={(event) => onChange({ arguments: event.target.value })}
          />
        )}
      </Field>
      <EnvironmentRows {...fields} />
    </StepForm>
  );
};
