import { ContentClass } from '@archestra/contracts';
import { Checkbox, Field, Input, Select } from '@archestra/ui';
import { useId } from 'react';
import { PickList } from '../display/pick-list.tsx';
import { useProfiles } from '../profile/profile.query.ts';
import { useModelNames } from '../provider/model-select.tsx';
import { useCan } from '../session/session.query.ts';
import { useTeams } from '../team/team.query.ts';
import type { Demand, Draft } from './draft.ts';
import { contentWords } from './rule-words.ts';

interface PartProps {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
}

const demands = (yes: string, no: string): { value: Demand; label: string }[] => [
  { value: 'any', label: 'Does not matter' },
  { value: 'yes', label: yes },
  { value: 'no', label: no },
];

const NumberField = ({
  label,
  hint,
  value,
  onChange,
}: {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
}) => (
  <Field label={label} hint={hint}>
    {(control) => (
      <Input
        {...control}
        inputMode="numeric"
        placeholder="does not matter"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    )}
  </Field>
);

/** How long, with what, about what. */
export const RequestFields = ({ draft, onChange }: PartProps) => (
  <>
    <div className="grid gap-4 sm:grid-cols-2">
      <NumberField
        label="Sends at least"
        hint="Tokens, as counted before the call."
        value={draft.minInputTokens}
        onChange={(minInputTokens) => onChange({ minInputTokens })}
      />
      <NumberField
        label="Sends at most"
        value={draft.maxInputTokens}
        onChange={(maxInputTokens) => onChange({ maxInputTokens })}
      />
      <Field label="Tools">
        {(control) => (
          <Select
            {...control}
            value={draft.hasTools}
            options={demands('Offers tools', 'Offers no tools')}
            onChange={(hasTools) => onChange({ hasTools })}
          />
        )}
      </Field>
      <Field label="Images">
        {(control) => (
          <Select
            {...control}
            value={draft.hasImages}
            options={demands('Has images', 'Has no images')}
            onChange={(hasImages) => onChange({ hasImages })}
          />
        )}
      </Field>
    </div>
    <ContentField draft={draft} onChange={onChange} />
  </>
);

const ContentField = ({ draft: { contentClasses }, onChange }: PartProps) => {
  const id = useId();
  const toggle = (name: ContentClass) =>
    onChange({
      contentClasses: contentClasses.includes(name)
        ? contentClasses.filter((known) => known !== name)
        : [...contentClasses, name],
    });
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">Is about</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {ContentClass.options.map((name) => (
          <span key={name} className="flex items-center gap-2">
            <Checkbox
              id={`${id}-${name}`}
              checked={contentClasses.includes(name)}
              onCheckedChange={() => toggle(name)}
            />
            <label htmlFor={`${id}-${name}`}>{contentWords[name]}</label>
          </span>
        ))}
      </div>
      <p className="mt-1.5 text-xs text-muted-foreground">
        Found from the words of the request, without a model. None ticked: it does not matter.
      </p>
    </fieldset>
  );
};

/** From whom, when, and how far the budgets are used. */
export const CircumstanceFields = ({ draft, onChange }: PartProps) => {
  const { data: profiles = [] } = useProfiles();
  const { data: teams = [] } = useTeams(useCan()('team:read'));
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <PickList
          label="Only through profiles"
          empty="There is no profile you may see."
          options={profiles.map(({ id, name }) => ({ id, label: name }))}
          chosen={draft.profileIds}
          onChange={(profileIds) => onChange({ profileIds })}
          className="max-h-36"
        />
        <PickList
          label="Only for teams"
          empty="There is no team you may see."
          options={teams.map(({ id, name }) => ({ id, label: name }))}
          chosen={draft.teamIds}
          onChange={(teamIds) => onChange({ teamIds })}
          className="max-h-36"
        />
      </div>
      <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">
        <Field label="From">
          {(control) => (
            <Input
              {...control}
              type="time"
              value={draft.from}
              onChange={(event) => onChange({ from: event.target.value })}
            />
          )}
        </Field>
        <Field label="Until">
          {(control) => (
            <Input
              {...control}
              type="time"
              value={draft.to}
              onChange={(event) => onChange({ to: event.target.value })}
            />
          )}
        </Field>
        <NumberField
          label="Budget used at least"
          hint="Per cent."
          value={draft.minBudgetPercent}
          onChange={(minBudgetPercent) => onChange({ minBudgetPercent })}
        />
      </div>
    </>
  );
};

/** For which models as people ask for them. */
export const AskedModels = ({ draft, onChange }: PartProps) => {
  const names = useModelNames();
  const options = [...new Set([...names, ...draft.models])].map((name) => ({ id: name, label: name }));
  return (
    <PickList
      label="Calls for"
      empty="No model is offered yet."
      options={options}
      chosen={draft.models}
      onChange={(models) => onChange({ models })}
      className="max-h-36"
    />
  );
};
