import type { Provider } from '@archestra/contracts';
import { Button, DialogFooter, Field, Input, Label, Select, Switch } from '@archestra/ui';
import { useId, useState, type ReactNode } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { slugOf } from '../display/format.ts';
import { CheckPanel } from './check-panel.tsx';
import { problemsOf, type Draft } from './draft.ts';
import { FallbackEditor } from './fallback-editor.tsx';
import { ModelRows } from './model-rows.tsx';
import { dialectWords, presets } from './preset.ts';

interface PartProps {
  draft: Draft;
  provider: Provider | undefined;
  onChange: (part: Partial<Draft>) => void;
}

const dialects = Object.entries(dialectWords).map(([value, label]) => ({ value: value as Draft['dialect'], label }));

const nameHint = (name: string): string => {
  const slug = slugOf(name);
  return slug === name ? `Part of every model’s name: ${slug || 'name'}:model.` : `Will be called ${slug}.`;
};

const Identity = ({ draft, provider, onChange }: PartProps) => (
  <div className="grid gap-4 sm:grid-cols-2">
    <Field
      label="Name"
      hint={provider ? 'Cannot be changed: it is part of what people wrote down.' : nameHint(draft.name)}
    >
      {(control) => (
        <Input
          {...control}
          required
          maxLength={40}
          readOnly={provider !== undefined}
          value={draft.name}
          onChange={(event) => onChange({ name: event.target.value })}
        />
      )}
    </Field>
    {draft.preset === 'compatible' && (
      <Field label="How it speaks">
        {(control) => (
          <Select
            {...control}
            value={draft.dialect}
            options={dialects}
            disabled={provider !== undefined}
            onChange={(dialect) => onChange({ dialect })}
          />
        )}
      </Field>
    )}
    <Field label="Price list" hint="Which list of the price catalog holds for its models. Empty: they cost nothing.">
      {(control) => (
        <Input
          {...control}
          value={draft.priceSource}
          maxLength={64}
          pattern="[a-z0-9][a-z0-9_.\-]*"
          onChange={(event) => onChange({ priceSource: event.target.value })}
        />
      )}
    </Field>
  </div>
);

const keyHint = ({ preset }: Draft, provider: Provider | undefined): string => {
  if (provider?.keyHint) return `There is one that ends in ${provider.keyHint}. Leave this empty to keep it.`;
  return presets[preset].needsKey
    ? 'Kept encrypted. Nobody can read it again, here or elsewhere.'
    : 'Only if it asks for one. Kept encrypted, and never shown again.';
};

const Reach = ({ draft, provider, onChange }: PartProps) => (
  <>
    <Field label="Address" hint="Up to and without the operation, as in https://api.openai.com/v1.">
      {(control) => (
        <Input
          {...control}
          type="url"
          required
          maxLength={2_000}
          value={draft.baseUrl}
          onChange={(event) => onChange({ baseUrl: event.target.value })}
        />
      )}
    </Field>
    <Field label="API key" hint={keyHint(draft, provider)}>
      {(control) => (
        <Input
          {...control}
          type="password"
          autoComplete="off"
          maxLength={4_096}
          placeholder={provider?.keyHint ? '••••••••' : ''}
          value={draft.key}
          onChange={(event) => onChange({ key: event.target.value })}
        />
      )}
    </Field>
  </>
);

const Toggle = ({
  label,
  hint,
  ...box
}: {
  label: string;
  hint: ReactNode;
  checked: boolean;
  onToggle: (on: boolean) => void;
}) => {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <Switch
        id={id}
        checked={box.checked}
        aria-describedby={`${id}-hint`}
        onCheckedChange={box.onToggle}
        className="mt-0.5"
      />
      <div>
        <Label htmlFor={id}>{label}</Label>
        <p id={`${id}-hint`} className="text-xs text-muted-foreground">
          {hint}
        </p>
      </div>
    </div>
  );
};

interface ProviderFormProps {
  initial: Draft;
  provider?: Provider | undefined;
  error: Error | null;
  pending: boolean;
  onSubmit: (draft: Draft) => void;
  onCancel: () => void;
}

/** Everything about one provider. The key goes in and never comes out. */
export const ProviderForm = ({ initial, provider, error, pending, onSubmit, onCancel }: ProviderFormProps) => {
  const [draft, setDraft] = useState(initial);
  const change = (part: Partial<Draft>) => setDraft((known) => ({ ...known, ...part }));
  const problems = problemsOf(draft);
  const part = { draft, provider, onChange: change };
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(draft);
      }}
    >
      {error && <ErrorNote error={error} what="The provider was not saved" />}
      <Identity {...part} />
      <Reach {...part} />
      <CheckPanel
        draft={draft}
        id={provider?.id}
        disabled={problems.baseUrl !== undefined}
        onModels={(models) => change({ models })}
      />
      <ModelRows models={draft.models} error={problems.models} onChange={(models) => change({ models })} />
      <Toggle
        label="Allow models that are not listed"
        hint="People may ask for any name; the provider decides whether there is such a model."
        checked={draft.allowsUnlisted}
        onToggle={(allowsUnlisted) => change({ allowsUnlisted })}
      />
      <FallbackEditor
        own={slugOf(draft.name)}
        fallbacks={draft.fallbacks}
        onChange={(fallbacks) => change({ fallbacks })}
      />
      <Toggle
        label="In use"
        hint="Switched off, no call goes there; its fallbacks are not asked either."
        checked={draft.isEnabled}
        onToggle={(isEnabled) => change({ isEnabled })}
      />
      <DialogFooter className="mt-1">
        <Button variant="outline" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" pending={pending} disabled={Object.keys(problems).length > 0}>
          {provider ? 'Save' : 'Add provider'}
        </Button>
      </DialogFooter>
    </form>
  );
};
