import type { Profile, ProfileAccess } from '@archestra/contracts';
import { Button, Dialog, DialogContent, DialogFooter, Field, Input, Textarea } from '@archestra/ui';
import { useState } from 'react';
import { useSession } from '../session/session.query.ts';
import { Choices } from '../server/choices.tsx';
import { ErrorNote } from '../display/error-note.tsx';

interface ProfileFormProps {
  profile?: Profile;
  error: unknown;
  pending: boolean;
  onSubmit: (text: { name: string; description: string; access?: ProfileAccess }) => void;
  onCancel: () => void;
}

type Audience = 'me' | 'teams' | 'everyone';
const audiences: Record<Audience, { label: string; detail: string }> = {
  me: { label: 'Only I, for now', detail: 'Try it out, then open it under Access.' },
  teams: { label: 'My teams', detail: 'Everybody in the teams you are in, if any.' },
  everyone: { label: 'Everybody', detail: 'The whole organization, also those who join later.' },
};

const accessOf = (audience: Audience, user: { id: string; teamIds: string[] }): ProfileAccess => ({
  everyone: audience === 'everyone',
  teamIds: audience === 'teams' ? user.teamIds : [],
  userIds: audience === 'me' ? [user.id] : [],
});

const ProfileForm = ({ profile, error, pending, onSubmit, onCancel }: ProfileFormProps) => {
  const [name, setName] = useState(profile?.name ?? '');
  const [description, setDescription] = useState(profile?.description ?? '');
  const [audience, setAudience] = useState<Audience>('me');
  const { user } = useSession();
  const submit = () => {
    const text = { name: name.trim(), description: description.trim() };
    onSubmit(profile ? text : { ...text, access: accessOf(audience, user) });
  };
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {error !== null && <ErrorNote error={error} what="The profile was not saved" />}
      <Field label="Name">
        {(control) => (
          <Input
            {...control}
            value={name}
            required
            maxLength={80}
            placeholder="Support team"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label="Description" hint="Who uses it, and for what?">
        {(control) => (
          <Textarea
            {...control}
            value={description}
            maxLength={2_000}
            onChange={(event) => setDescription(event.target.value)}
          />
        )}
      </Field>
      {!profile && <Choices legend="Who may use it" words={audiences} value={audience} onChange={setAudience} />}
      <DialogFooter className="mt-1">
        <Button variant="outline" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" pending={pending} disabled={name.trim() === ''}>
          {profile ? 'Save' : 'Create profile'}
        </Button>
      </DialogFooter>
    </form>
  );
};

type ProfileDialogProps = Omit<ProfileFormProps, 'onCancel'> & { open: boolean; onOpenChange: (open: boolean) => void };

/** Name and description of a new or existing profile. */
export const ProfileDialog = ({ open, onOpenChange, ...form }: ProfileDialogProps) => (
  <Dialog open={open} onOpenChange={onOpenChange}>
    <DialogContent
      title={form.profile ? 'Rename profile' : 'Create a profile'}
      description="A profile is one address for AI clients, with exactly the tools it grants."
    >
      <ProfileForm {...form} onCancel={() => onOpenChange(false)} />
    </DialogContent>
  </Dialog>
);
