import type { User } from '@archestra/contracts';
import { Button, Dialog, DialogContent, DialogFooter } from '@archestra/ui';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { RoleDifference } from '../role/role-difference.tsx';
import { RolePicker, useKnownRoles } from '../role/role-picker.tsx';
import { useSetUserRole } from './user.query.ts';

const RoleForm = ({ user, onClose }: { user: User; onClose: () => void }) => {
  const [role, setRole] = useState(user.role);
  const roles = useKnownRoles();
  const save = useSetUserRole(user.id);
  const permissionsOf = (ref: string) => roles.find((known) => known.ref === ref)?.permissions ?? [];
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(role, { onSuccess: onClose });
      }}
    >
      {save.error && <ErrorNote error={save.error} what="The role was not changed" />}
      <RolePicker value={role} onChange={setRole} />
      <RoleDifference before={permissionsOf(user.role)} after={permissionsOf(role)} />
      <DialogFooter className="mt-1">
        <Button variant="outline" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" pending={save.isPending} disabled={role === user.role}>
          Change role
        </Button>
      </DialogFooter>
    </form>
  );
};

/** Gives a person another role, and says before what that changes. */
export const RoleDialog = ({ user, onClose }: { user: User | undefined; onClose: () => void }) => (
  <Dialog open={user !== undefined} onOpenChange={onClose}>
    <DialogContent
      title={`Role of ${user?.name ?? ''}`}
      description="Takes effect at once, for what is open in a browser and for tokens, too."
    >
      {user && <RoleForm key={user.id} user={user} onClose={onClose} />}
    </DialogContent>
  </Dialog>
);
