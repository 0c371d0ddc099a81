import { Checkbox, Field, Input, Textarea } from '@archestra/ui';
import { emptyField, type FieldDraft } from './draft.ts';
import { Rows } from './rows.tsx';
import type { StepProps } from './step-form.tsx';

interface FieldFormProps {
  field: FieldDraft;
  isHeader: boolean;
  label: string;
  onChange: (field: FieldDraft) => void;
}

const FieldForm = ({ field, isHeader, label, onChange }: FieldFormProps) => {
  const set = (part: Partial<FieldDraft>) => onChange({ ...field, ...part });
  return (
    <div className="grid min-w-0 flex-1 gap-3" role="group" aria-label={label}>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={isHeader ? 'Header' : 'Variable'}>
          {(control) => (
            <Input
              {...control}
              className="font-mono"
              spellCheck={false}
              placeholder={isHeader ? 'X-Api-Key' : 'API_KEY'}
              value={field.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label="Called">
          {(control) => (
            <Input
              {...control}
              placeholder="API key"
              value={field.title}
              maxLength={120}
              onChange={(event) => set({ title: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field label="Where people find it">
        {(control) => (
          <Input
            {...control}
            placeholder="Settings → Tokens. Needs “read” only."
            value={field.description}
            maxLength={1_000}
            onChange={(event) => set({ description: event.target.value })}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        <label className="flex items-center gap-2">
          <Checkbox checked={field.isSecret} onCheckedChange={(checked) => set({ isSecret: checked === true })} />
          Secret
        </label>
        <label className="flex items-center gap-2">
          <Checkbox checked={field.isRequired} onCheckedChange={(checked) => set({ isRequired: checked === true })} />
          Required
        </label>
      </div>
      {field.isSecret ? (
        <p className="text-xs text-muted-foreground">
          Each person, team or the organization gives it under Credentials. It reaches the server and nothing else.
        </p>
      ) : (
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label="Value" hint="Unless another one is given.">
            {(control) => (
              <Input
                {...control}
                spellCheck={false}
                value={field.answer}
                onChange={(event) => set({ answer: event.target.value })}
              />
            )}
          </Field>
          <Field label="Choices" hint="One per line; blank allows anything.">
            {(control) => (
              <Textarea
                {...control}
                className="min-h-8.5"
                spellCheck={false}
                value={field.choices}
                onChange={(event) => set({ choices: event.target.value })}
              />
            )}
          </Field>
        </div>
      )}
    </div>
  );
};

/** What a server has to be told: by whom, and whether it is a secret. */
export const FieldRows = ({ draft, problems, onChange }: Pick<StepProps, 'draft' | 'problems' | 'onChange'>) => (
  <Rows
    legend="Configuration fields"
    hint={
      draft.kind === 'remote'
        ? 'HTTP headers the server asks for, such as an API key.'
        : 'Environment variables people give an answer to, such as an API key.'
    }
    addLabel="Add field"
    error={problems['fields']}
    rows={draft.fields}
    empty={emptyField}
    tall
    onChange={(fields) => onChange({ fields })}
  >
    {(field, set, label) => <FieldForm field={field} isHeader={draft.kind === 'remote'} label={label} onChange={set} />}
  </Rows>
);
