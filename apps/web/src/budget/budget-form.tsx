import { BudgetScope, BudgetWindow, type BudgetInput } from '@archestra/contracts';
import { Button, DialogFooter, Field, Input, Select } from '@archestra/ui';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { scopeWords, windowWords } from './budget-words.ts';
import { readDraft, type Draft } from './draft.ts';
import { SubjectField } from './subject-field.tsx';

const scopes = BudgetScope.options.map((value) => ({ value, label: scopeWords[value].label }));
const windows = BudgetWindow.options.map((value) => ({ value, label: windowWords[value].label }));
const units = [
  { value: 'micro-usd', label: 'US dollars' },
  { value: 'tokens', label: 'Tokens' },
] as const;
const consequences = [
  { value: 'block', label: 'Refuse what does not fit' },
  { value: 'tell', label: 'Only tell' },
] as const;

interface PartProps {
  draft: Draft;
  problems: { limit?: string; alerts?: string };
  onChange: (part: Partial<Draft>) => void;
}

const Whom = ({ draft, onChange }: PartProps) => (
  <div className="grid gap-4 sm:grid-cols-2">
    <Field label="For">
      {(control) => (
        <Select
          {...control}
          value={draft.scope}
          options={scopes}
          onChange={(scope) => onChange({ scope, subject: null })}
        />
      )}
    </Field>
    {draft.scope !== 'organization' && (
      <SubjectField scope={draft.scope} subject={draft.subject} onChange={(subject) => onChange({ subject })} />
    )}
  </div>
);

const HowMuch = ({ draft, problems, onChange }: PartProps) => (
  <>
    <div className="grid gap-4 sm:grid-cols-3">
      <Field label="Limit" error={problems.limit}>
        {(control) => (
          <Input
            {...control}
            required
            inputMode="decimal"
            placeholder={draft.unit === 'micro-usd' ? '250' : '1,000,000'}
            value={draft.limit}
            onChange={(event) => onChange({ limit: event.target.value })}
          />
        )}
      </Field>
      <Field label="Of">
        {(control) => (
          <Select {...control} value={draft.unit} options={units} onChange={(unit) => onChange({ unit })} />
        )}
      </Field>
      <Field label="Each">
        {(control) => (
          <Select {...control} value={draft.window} options={windows} onChange={(window) => onChange({ window })} />
        )}
      </Field>
    </div>
    {draft.window !== 'total' && (
      <Field label="Time zone" hint="Where a day, a week and a month begin at midnight.">
        {(control) => (
          <Select
            {...control}
            value={draft.timeZone}
            options={timeZones(draft.timeZone)}
            onChange={(timeZone) => onChange({ timeZone })}
          />
        )}
      </Field>
    )}
  </>
);

const timeZones = (chosen: string) =>
  [...new Set([chosen, 'UTC', ...Intl.supportedValuesOf('timeZone')])].map((zone) => ({ value: zone, label: zone }));

const WhatThen = ({ draft, problems, onChange }: PartProps) => (
  <div className="grid gap-4 sm:grid-cols-2">
    <Field
      label="When it is used up"
      hint={
        draft.blocks ? 'The next call is refused with 402 until the window ends.' : 'Calls go on; the alerts say so.'
      }
    >
      {(control) => (
        <Select
          {...control}
          value={draft.blocks ? 'block' : 'tell'}
          options={consequences}
          onChange={(value) => onChange({ blocks: value === 'block' })}
        />
      )}
    </Field>
    <Field label="Alerts at" hint="Per cent of the limit, once in each window." error={problems.alerts}>
      {(control) => (
        <Input
          {...control}
          value={draft.alerts}
          placeholder="50, 80, 100"
          onChange={(event) => onChange({ alerts: event.target.value })}
        />
      )}
    </Field>
  </div>
);

interface BudgetFormProps {
  initial: Draft;
  /** What the button says. */
  action: string;
  error: Error | null;
  pending: boolean;
  onSubmit: (input: BudgetInput) => void;
  onCancel: () => void;
}

/** Whom a budget is for, how much it is, and what happens then. */
export const BudgetForm = ({ initial, action, error, pending, onSubmit, onCancel }: BudgetFormProps) => {
  const [draft, setDraft] = useState(initial);
  const { input, problems } = readDraft(draft);
  const part = {
    draft,
    problems,
    onChange: (change: Partial<Draft>) => setDraft((known) => ({ ...known, ...change })),
  };
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (input) onSubmit(input);
      }}
    >
      {error && <ErrorNote error={error} what="The budget was not saved" />}
      <Field label="Name" hint="Shown to whoever is refused because of it.">
        {(control) => (
          <Input
            {...control}
            required
            autoFocus
            maxLength={120}
            placeholder="Support team, monthly"
            value={draft.name}
            onChange={(event) => part.onChange({ name: event.target.value })}
          />
        )}
      </Field>
      <Whom {...part} />
      <HowMuch {...part} />
      <WhatThen {...part} />
      <DialogFooter className="mt-1">
        <Button variant="outline" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" pending={pending} disabled={!input}>
          {action}
        </Button>
      </DialogFooter>
    </form>
  );
};
