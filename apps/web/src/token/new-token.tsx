import type { Permission } from '@archestra/contracts';
import { Button, Field, Input, Select } from '@archestra/ui';
import { ChevronRight, KeyRound } from 'lucide-react';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { PickList } from '../display/pick-list.tsx';
import { useProfiles } from '../profile/profile.query.ts';
import { useSession } from '../session/session.query.ts';
import { CreatedToken } from './created-token.tsx';
import { expiryAfter, lifetimes, type Lifetime } from './lifetime.ts';
import { ScopeField } from './scope-field.tsx';
import { scopesOf, type ScopeChoice } from './scopes.ts';
import { useCreateToken, type TokenOwner } from './token.query.ts';

interface Limits {
  choice: ScopeChoice;
  chosen: readonly Permission[];
  profileIds: string[];
}

interface LimitFieldsProps {
  limits: Limits;
  mustName: boolean;
  onChange: (limits: Limits) => void;
}

const LimitFields = ({ limits, mustName, onChange }: LimitFieldsProps) => {
  const { data: profiles = [] } = useProfiles();
  return (
    <div className="grid gap-4 pt-3 sm:grid-cols-2">
      <ScopeField {...limits} mustName={mustName} onChange={(part) => onChange({ ...limits, ...part })} />
      <PickList
        label="Only in these profiles"
        options={profiles.map(({ id, name }) => ({ id, label: name }))}
        chosen={limits.profileIds}
        onChange={(profileIds) => onChange({ ...limits, profileIds })}
        empty="There are no profiles yet."
        className="max-h-36"
      />
    </div>
  );
};

const words: Record<ScopeChoice, string> = {
  everything: 'everything you may do',
  call: 'only call tools',
  read: 'only read',
  chosen: 'only what you chose',
};
const limitWords = ({ choice, profileIds }: Limits): string =>
  `May do: ${words[choice]}, in ${profileIds.length === 0 ? 'every profile' : `${profileIds.length} of the profiles`}`;

interface NewTokenProps {
  /** For whom it acts. */
  owner?: TokenOwner;
  /** A name to start with. */
  suggestion?: string;
  onCreated?: (secret: string) => void;
}

const me: TokenOwner = { kind: 'me' };

/** Creates a token and shows its secret once. */
export const NewToken = ({ owner = me, suggestion = '', onCreated }: NewTokenProps) => {
  const mustName = owner.kind !== 'me';
  const { permissions: own } = useSession();
  const [name, setName] = useState(suggestion.slice(0, 80));
  const [lifetime, setLifetime] = useState<Lifetime>('90');
  const [limits, setLimits] = useState<Limits>({
    choice: mustName ? 'call' : 'everything',
    chosen: [],
    profileIds: [],
  });
  const create = useCreateToken();
  if (create.data) {
    const isConnected = onCreated !== undefined;
    return <CreatedToken {...create.data} isConnected={isConnected} onAnother={() => create.reset()} />;
  }
  const scopes = scopesOf(limits.choice, { own, chosen: limits.chosen });
  const submit = () => {
    const profileIds = limits.profileIds.length === 0 ? null : limits.profileIds;
    const token = { owner, name: name.trim(), scopes, profileIds, expiresAt: expiryAfter(lifetime, new Date()) };
    create.mutate(token, { onSuccess: ({ secret }) => onCreated?.(secret) });
  };
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {create.error && <ErrorNote error={create.error} what="No token was created" />}
      <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_10rem_auto] sm:items-end">
        <Field label="Name">
          {(control) => (
            <Input
              {...control}
              value={name}
              required
              maxLength={80}
              placeholder={mustName ? 'Support inbox agent' : 'Claude Code on my laptop'}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label="Valid for">
          {(control) => <Select {...control} value={lifetime} options={lifetimes} onChange={setLifetime} />}
        </Field>
        <Button type="submit" pending={create.isPending} disabled={name.trim() === '' || scopes?.length === 0}>
          {!create.isPending && <KeyRound aria-hidden />}
          Create token
        </Button>
      </div>
      <details className="group">
        <summary className="flex list-none items-center gap-1.5 text-muted-foreground hover:text-foreground [&::-webkit-details-marker]:hidden">
          <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
          {limitWords(limits)}
        </summary>
        <LimitFields limits={limits} mustName={mustName} onChange={setLimits} />
      </details>
    </form>
  );
};
