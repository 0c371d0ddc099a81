import type { RoleRef } from '@archestra/contracts';
import { Button, Dialog, DialogContent, DialogFooter, Field, Input } from '@archestra/ui';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { PickList } from '../display/pick-list.tsx';
import { RolePicker } from '../role/role-picker.tsx';
import { useCan } from '../session/session.query.ts';
import { useTeams } from '../team/team.query.ts';
import { useInvite } from './invitation.query.ts';
import { LinkShownOnce } from './link-shown-once.tsx';

const InviteForm = ({ onClose, onInvited }: { onClose: () => void; onInvited: () => void }) => {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<RoleRef>('member');
  const [teamIds, setTeamIds] = useState<string[]>([]);
  const mayPickTeams = useCan()('team:write');
  const { data: teams = [] } = useTeams(mayPickTeams);
  const invite = useInvite();
  if (invite.data) {
    const { invitation, url } = invite.data;
    return (
      <>
        <LinkShownOnce url={url} email={invitation.email} expiresAt={invitation.expiresAt} />
        <DialogFooter>
          <Button variant="outline" onClick={() => invite.reset()}>
            Invite another
          </Button>
          <Button onClick={onClose}>Done</Button>
        </DialogFooter>
      </>
    );
  }
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        invite.mutate({ email: email.trim(), role, teamIds }, { onSuccess: onInvited });
      }}
    >
      {invite.error && <ErrorNote error={invite.error} what="Nobody was invited" />}
      <Field label="E-mail" hint="They sign in with it. Nothing is sent: you get a link to pass on.">
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="off"
            required
            autoFocus
            value={email}
            placeholder="name@example.com"
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <RolePicker value={role} onChange={setRole} />
      {teams.length > 0 && (
        <PickList
          label="Teams"
          options={teams.map(({ id, name, description }) => ({ id, label: name, detail: description }))}
          chosen={teamIds}
          onChange={setTeamIds}
          empty="There are no teams yet."
          className="max-h-36"
        />
      )}
      <DialogFooter className="mt-1">
        <Button variant="outline" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" pending={invite.isPending} disabled={email.trim() === ''}>
          Create link
        </Button>
      </DialogFooter>
    </form>
  );
};

interface InviteDialogProps {
  open: boolean;
  onClose: () => void;
  onInvited: () => void;
}

/** Invites a person: address, role and teams, then a link that is shown once. */
export const InviteDialog = ({ open, onClose, onInvited }: InviteDialogProps) => (
  <Dialog open={open} onOpenChange={onClose}>
    <DialogContent title="Invite a person">
      <InviteForm onClose={onClose} onInvited={onInvited} />
    </DialogContent>
  </Dialog>
);
