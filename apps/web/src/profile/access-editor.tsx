import type { Profile, ProfileAccess, User } from '@archestra/contracts';
import { Alert, Button, Card, CardBody, CardHeader, Switch } from '@archestra/ui';
import { useId, useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { Avatar } from '../display/person.tsx';
import { PickList } from '../display/pick-list.tsx';
import { useCan, useSession } from '../session/session.query.ts';
import { useTeams } from '../team/team.query.ts';
import { useUsers } from '../user/user.query.ts';
import { accessWords, reaches, sameAccess } from './access.ts';
import { useUpdateProfile } from './profile.query.ts';
import { useMayChange } from './use-may-change.ts';

const FACES = 14;

/** The faces of those a profile reaches. */
const Reach = ({ access, users }: { access: ProfileAccess; users: readonly User[] }) => {
  const reached = users.filter((user) => reaches(access, user));
  if (reached.length === 0)
    return (
      <Alert tone="warning" title="Nobody may use this profile">
        Clients that connect are told that it does not exist, its owner’s and administrators’, too.
      </Alert>
    );
  return (
    <div className="flex flex-wrap items-center gap-3">
      <span className="flex -space-x-1">
        {reached.slice(0, FACES).map(({ id, name }) => (
          <Avatar key={id} name={name} className="ring-2 ring-card" />
        ))}
      </span>
      <p className="text-muted-foreground">
        {reached.length === 1
          ? 'Reaches 1 person'
          : `Reaches ${reached.length} of ${users.filter(({ isActive }) => isActive).length} people`}
      </p>
    </div>
  );
};

interface PickersProps {
  access: ProfileAccess;
  users: readonly User[];
  onChange: (access: ProfileAccess) => void;
}

const Pickers = ({ access, users, onChange }: PickersProps) => {
  const can = useCan();
  const { data: teams = [] } = useTeams(can('team:read'));
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <PickList
        label="Teams"
        options={teams.map(({ id, name, description }) => ({ id, label: name, detail: description }))}
        chosen={access.teamIds}
        onChange={(teamIds) => onChange({ ...access, teamIds })}
        empty="There are no teams yet."
      />
      {can('user:read') ? (
        <PickList
          label="Single people"
          options={users.map(({ id, name, email }) => ({ id, label: name, detail: email }))}
          chosen={access.userIds}
          onChange={(userIds) => onChange({ ...access, userIds })}
          empty="There is nobody yet."
        />
      ) : (
        <p className="text-muted-foreground">
          {access.userIds.length} named by hand. Changing them needs a role that may see people.
        </p>
      )}
    </div>
  );
};

const Owner = ({ profile, users }: { profile: Profile; users: readonly User[] }) => {
  const { user } = useSession();
  if (profile.ownerId === null) return <>Came with the platform</>;
  if (profile.ownerId === user.id) return <>You</>;
  return <>{users.find(({ id }) => id === profile.ownerId)?.name ?? 'Somebody else'}</>;
};

const Everyone = ({ access, disabled, onChange }: Omit<PickersProps, 'users'> & { disabled: boolean }) => {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <Switch
        id={id}
        checked={access.everyone}
        disabled={disabled}
        onCheckedChange={(everyone) => onChange({ ...access, everyone })}
      />
      <label htmlFor={id} className="cursor-pointer">
        <span className="block font-medium">Everybody in the organization</span>
        <span className="block text-xs text-muted-foreground">Also those who join later, and tokens of machines.</span>
      </label>
    </div>
  );
};

interface SaveProps {
  profile: Profile;
  draft: ProfileAccess;
  onDiscard: () => void;
}

const Save = ({ profile, draft, onDiscard }: SaveProps) => {
  const save = useUpdateProfile(profile.id);
  const { name, description } = profile;
  if (sameAccess(draft, profile.access)) return null;
  return (
    <div className="grid gap-3 border-t pt-4">
      {save.error && <ErrorNote error={save.error} what="The access was not saved" />}
      <div className="flex flex-wrap items-center gap-2">
        <p className="mr-auto font-medium">Not saved yet. Takes effect for connected clients with their next call.</p>
        <Button variant="outline" onClick={onDiscard}>
          Discard
        </Button>
        <Button pending={save.isPending} onClick={() => save.mutate({ name, description, access: draft })}>
          Save access
        </Button>
      </div>
    </div>
  );
};

/** Who may use a profile: everybody, teams, single people. Nobody else, administrators included. */
export const AccessEditor = ({ profile }: { profile: Profile }) => {
  const [draft, setDraft] = useState(profile.access);
  const can = useCan();
  const { data: users = [] } = useUsers(can('user:read'));
  const mayChange = useMayChange()(profile);
  return (
    <Card className="max-w-3xl">
      <CardHeader
        title="Who may use it"
        description={
          <>
            {accessWords(profile.access)}. Owner: <Owner profile={profile} users={users} />
          </>
        }
      />
      <CardBody className="grid gap-5">
        {can('user:read') && <Reach access={draft} users={users} />}
        <Everyone access={draft} disabled={!mayChange} onChange={setDraft} />
        {!draft.everyone && mayChange && <Pickers access={draft} users={users} onChange={setDraft} />}
        <Save profile={profile} draft={draft} onDiscard={() => setDraft(profile.access)} />
      </CardBody>
    </Card>
  );
};
