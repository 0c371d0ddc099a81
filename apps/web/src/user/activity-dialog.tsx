import type { User } from '@archestra/contracts';
import { Button, Dialog, DialogContent, DialogFooter, toast } from '@archestra/ui';
import { ErrorNote } from '../display/error-note.tsx';
import { useSetUserActive } from './user.query.ts';

const ends = [
  'They are signed out everywhere, within half a second.',
  'Their API tokens are revoked for good: AI clients that use them stop working.',
  'They can neither sign in nor accept another invitation.',
];
const stays = ['Role, teams, credentials and memories, so that you can reactivate them.', 'Everything in the record.'];

const Points = ({ heading, items }: { heading: string; items: readonly string[] }) => (
  <div>
    <p className="text-xs font-medium text-muted-foreground">{heading}</p>
    <ul className="mt-1 list-disc pl-5">
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  </div>
);

const ActivityForm = ({ user, onClose }: { user: User; onClose: () => void }) => {
  const change = useSetUserActive(user.id);
  const next = !user.isActive;
  const done = () => {
    toast.success(next ? `${user.name} may sign in again` : `${user.name} is deactivated`);
    onClose();
  };
  return (
    <div className="grid gap-4">
      {change.error && <ErrorNote error={change.error} what="Nothing was changed" />}
      {next ? (
        <p>
          They may sign in again with their password, with the role {user.roleName} and the teams they had. Tokens they
          had stay revoked: their AI clients need new ones.
        </p>
      ) : (
        <>
          <Points heading="What ends at once" items={ends} />
          <Points heading="What stays" items={stays} />
        </>
      )}
      <DialogFooter className="mt-1">
        <Button variant="outline" onClick={onClose}>
          Cancel
        </Button>
        <Button
          variant={next ? 'primary' : 'destructive'}
          pending={change.isPending}
          onClick={() => change.mutate(next, { onSuccess: done })}
        >
          {next ? 'Reactivate' : 'Deactivate'}
        </Button>
      </DialogFooter>
    </div>
  );
};

/** Deactivates or reactivates a person after saying what that ends. */
export const ActivityDialog = ({ user, onClose }: { user: User | undefined; onClose: () => void }) => (
  <Dialog open={user !== undefined} onOpenChange={onClose}>
    <DialogContent title={`${user?.isActive === false ? 'Reactivate' : 'Deactivate'} ${user?.name ?? ''}?`}>
      {user && <ActivityForm key={user.id} user={user} onClose={onClose} />}
    </DialogContent>
  </Dialog>
);
