import type { ConfigurationField, Credential, CredentialScope } from '@archestra/contracts';
import { Alert, Button, DialogFooter, Field, Input, Select } from '@archestra/ui';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { useCan, useSession } from '../session/session.query.ts';
import { useTeams } from '../team/team.query.ts';
import type { FieldAnswer } from './answer-order.tsx';
import { useSetCredential } from './credential.query.ts';
import { mayKeep, scopeOrder } from './scope-words.ts';

interface CredentialFormProps {
  serverId: string;
  fields: readonly FieldAnswer[];
  /** Titles and descriptions, where the server gave some. */
  described: readonly ConfigurationField[];
  existing: readonly Credential[];
  start: CredentialScope;
  onDone: () => void;
}

const labels: Record<CredentialScope, string> = {
  personal: 'Me alone',
  team: 'A team',
  organization: 'The whole organization',
};

/** The teams one may keep credentials for: the own ones, whatever the role. */
const useOwnTeams = () => {
  const { user } = useSession();
  const can = useCan();
  const { data: teams = [] } = useTeams(can('team:read'));
  return teams.filter(({ id }) => user.teamIds.includes(id));
};

const withoutBlanks = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));

interface SecretProps {
  isFirst: boolean;
  field: FieldAnswer;
  described: ConfigurationField | undefined;
  value: string;
  onChange: (value: string) => void;
}

const Secret = ({ isFirst, field, described, value, onChange }: SecretProps) => (
  <Field
    label={
      <>
        {described?.title || field.name}
        {!field.isRequired && <span className="font-normal text-muted-foreground"> (optional)</span>}
      </>
    }
    hint={described?.description || (described?.title ? field.name : undefined)}
  >
    {(control) => (
      <Input
        {...control}
        type="password"
        // A secret of another service: a password manager must neither fill it in nor offer to save it here.
        autoComplete="off"
        data-1p-ignore
        autoFocus={isFirst}
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    )}
  </Field>
);

const useDraft = (start: CredentialScope) => {
  const teams = useOwnTeams();
  const [scope, setScope] = useState(start);
  const [team, setTeam] = useState<string>();
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const teamId = team ?? teams[0]?.id;
  return { teams, scope, setScope, teamId, setTeam, values, setValues };
};

/** Write-only fields for the secrets of a server, and for whom they are. */
export const CredentialForm = ({ serverId, fields, described, existing, start, onDone }: CredentialFormProps) => {
  const can = useCan();
  const { teams, scope, setScope, teamId, setTeam, values, setValues } = useDraft(start);
  const save = useSetCredential(serverId);
  const given = withoutBlanks(values);
  const scopes = scopeOrder.filter((known) => mayKeep(known, can) && (known !== 'team' || teams.length > 0));
  const replaced = existing.find((known) => known.scope === scope && (scope !== 'team' || known.ownerId === teamId));
  const submit = () =>
    save.mutate({ scope, values: given, ...(scope === 'team' && teamId && { teamId }) }, { onSuccess: onDone });
  return (
    <form
      className="grid gap-4"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {save.error && <ErrorNote error={save.error} what="The credential was not saved" />}
      {scopes.length > 1 && (
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label="For">
            {(control) => (
              <Select
                {...control}
                value={scope}
                options={scopes.map((value) => ({ value, label: labels[value] }))}
                onChange={setScope}
              />
            )}
          </Field>
          {scope === 'team' && teamId && (
            <Field label="Team">
              {(control) => (
                <Select
                  {...control}
                  value={teamId}
                  options={teams.map(({ id, name }) => ({ value: id, label: name }))}
                  onChange={setTeam}
                />
              )}
            </Field>
          )}
        </div>
      )}
      {fields.map((field, index) => (
        <Secret
          key={field.name}
          isFirst={index === 0}
          field={field}
          described={described.find(({ name }) => name === field.name)}
          value={values[field.name] ?? ''}
          onChange={(value) => setValues({ ...values, [field.name]: value })}
        />
      ))}
      {replaced && (
        <Alert tone="info">
          There is one already, with {replaced.fields.join(', ')}. Saving replaces all of it; what you leave empty is
          gone then.
        </Alert>
      )}
      <p className="text-xs text-muted-foreground">
        Kept encrypted and given to this server only. Nobody can read it here again, you included.
      </p>
      <DialogFooter className="mt-0">
        <Button variant="outline" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" pending={save.isPending} disabled={Object.keys(given).length === 0}>
          Save credential
        </Button>
      </DialogFooter>
    </form>
  );
};
