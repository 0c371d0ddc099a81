import type { Profile } from '@archestra/contracts';
import { Button, ConfirmDialog } from '@archestra/ui';
import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { ProfileDialog } from './profile-dialog.tsx';
import { useDeleteProfile, useUpdateProfile } from './profile.query.ts';
import { useMayChange } from './use-may-change.ts';

/** Rename and delete, for those who may. */
export const ProfileActions = ({ profile }: { profile: Profile }) => {
  const [open, setOpen] = useState<'rename' | 'delete'>();
  const update = useUpdateProfile(profile.id);
  const remove = useDeleteProfile(profile.id);
  const close = () => setOpen(undefined);
  if (!useMayChange()(profile)) return null;
  return (
    <>
      <Button variant="outline" onClick={() => setOpen('rename')}>
        <Pencil aria-hidden />
        Rename
      </Button>
      <Button variant="danger" onClick={() => setOpen('delete')}>
        <Trash2 aria-hidden />
        Delete
      </Button>
      <ProfileDialog
        open={open === 'rename'}
        onOpenChange={close}
        profile={profile}
        error={update.error}
        pending={update.isPending}
        onSubmit={(text) => update.mutate(text, { onSuccess: close })}
      />
      <ConfirmDialog
        open={open === 'delete'}
        onOpenChange={close}
        title={`Delete ${profile.name}?`}
        description="Every client connected to this profile is refused from the next call on. This cannot be undone."
        action="Delete profile"
        pending={remove.isPending}
        onConfirm={() => remove.mutate()}
      />
    </>
  );
};
