import { permissionWords, type Permission } from '@archestra/contracts';
import { Checkbox, Field, Select } from '@archestra/ui';
import { useId } from 'react';
import { cellsOf, resourceGroups } from '../role/permission-map.ts';
import { useSession } from '../session/session.query.ts';
import type { ScopeChoice } from './scopes.ts';

const choices = [
  { value: 'everything', label: 'Everything I may do, now and later' },
  { value: 'call', label: 'Only call tools' },
  { value: 'read', label: 'Only read' },
  { value: 'chosen', label: 'Exactly what I choose' },
] as const satisfies readonly { value: ScopeChoice; label: string }[];

const Box = (props: { permission: Permission; checked: boolean; onChange: (checked: boolean) => void }) => {
  const id = useId();
  return (
    <div className="flex items-start gap-2">
      <Checkbox id={id} checked={props.checked} onCheckedChange={(next) => props.onChange(next === true)} />
      <label htmlFor={id} className="cursor-pointer text-xs leading-4">
        {permissionWords[props.permission]}
      </label>
    </div>
  );
};

interface ScopeFieldProps {
  choice: ScopeChoice;
  chosen: readonly Permission[];
  /** Tokens of teams and machines have no owner whose rights they could follow. */
  mustName: boolean;
  onChange: (next: { choice: ScopeChoice; chosen: readonly Permission[] }) => void;
}

/** What a token may do; only what the one who makes it has is offered. */
export const ScopeField = ({ choice, chosen, mustName, onChange }: ScopeFieldProps) => {
  const { permissions: own } = useSession();
  const toggle = (permission: Permission, on: boolean) =>
    onChange({ choice, chosen: on ? [...chosen, permission] : chosen.filter((known) => known !== permission) });
  return (
    <div className="grid gap-2">
      <Field
        label="What it may do"
        hint={choice === 'everything' ? 'Follows your role: what you lose, the token loses at once.' : undefined}
      >
        {(control) => (
          <Select
            {...control}
            value={choice}
            options={choices.filter(({ value }) => !mustName || value !== 'everything')}
            onChange={(next) => onChange({ choice: next, chosen })}
          />
        )}
      </Field>
      {choice === 'chosen' && (
        <div className="grid max-h-64 gap-3 overflow-y-auto rounded-md border p-3">
          {resourceGroups.map((group) => {
            const offered = group.resources
              .flatMap(([resource]) => Object.values(cellsOf(resource)))
              .filter((permission) => own.includes(permission));
            if (offered.length === 0) return null;
            return (
              <fieldset key={group.label} className="grid gap-1.5">
                <legend className="pb-1.5 text-xs font-semibold text-muted-foreground">{group.label}</legend>
                {offered.map((permission) => (
                  <Box
                    key={permission}
                    permission={permission}
                    checked={chosen.includes(permission)}
                    onChange={(on) => toggle(permission, on)}
                  />
                ))}
              </fieldset>
            );
          })}
        </div>
      )}
    </div>
  );
};
