import type { Invitation } from '@archestra/contracts';
import { Button, Card, ConfirmDialog, EmptyState } from '@archestra/ui';
import { MailOpen } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { QueryView } from '../display/query-view.tsx';
import { Time } from '../display/time.tsx';
import { useCan } from '../session/session.query.ts';
import { useTeams } from '../team/team.query.ts';
import { useUserNames } from '../user/user.query.ts';
import { useInvitations, useWithdrawInvitation } from './invitation.query.ts';

interface RowProps {
  invitation: Invitation;
  teams: string;
  invitedBy: string | undefined;
  onWithdraw?: (() => void) | undefined;
}

const Row = ({ invitation: { email, roleName, createdAt, expiresAt }, teams, invitedBy, onWithdraw }: RowProps) => (
  <li className="flex items-center gap-4 px-4 py-3">
    <div className="min-w-0 flex-1">
      <p className="font-medium wrap-anywhere">{email}</p>
      <p className="text-xs text-muted-foreground">
        {roleName}
        {teams && ` in ${teams}`}
        {' · invited '}
        <Time at={createdAt} />
        {invitedBy && ` by ${invitedBy}`}
        {' · ends '}
        <Time at={expiresAt} />
      </p>
    </div>
    {onWithdraw && (
      <Button variant="danger" size="sm" onClick={onWithdraw}>
        Withdraw
      </Button>
    )}
  </li>
);

/** Invitations nobody has accepted yet; their links are not kept and cannot be shown again. */
export const InvitationList = ({ invite }: { invite: ReactNode }) => {
  const can = useCan();
  const invitations = useInvitations();
  const withdraw = useWithdrawInvitation();
  const { data: teams = [] } = useTeams(can('team:read'));
  const { data: names } = useUserNames(can('user:read'));
  const [doomed, setDoomed] = useState<Invitation>();
  const namesOf = (ids: readonly string[]) =>
    teams
      .filter(({ id }) => ids.includes(id))
      .map(({ name }) => name)
      .join(', ');
  return (
    <>
      <QueryView query={invitations} what="The invitations could not be loaded">
        {(data) =>
          data.length === 0 ? (
            <EmptyState icon={MailOpen} title="No invitation is open" action={invite}>
              You get a link for each person you invite. It works once and for a few days.
            </EmptyState>
          ) : (
            <Card>
              <ul aria-label="Open invitations" className="divide-y">
                {data.map((invitation) => (
                  <Row
                    key={invitation.id}
                    invitation={invitation}
                    teams={namesOf(invitation.teamIds)}
                    invitedBy={invitation.invitedBy ? names?.get(invitation.invitedBy) : undefined}
                    onWithdraw={can('invitation:write') ? () => setDoomed(invitation) : undefined}
                  />
                ))}
              </ul>
            </Card>
          )
        }
      </QueryView>
      <ConfirmDialog
        open={doomed !== undefined}
        onOpenChange={() => setDoomed(undefined)}
        title={`Withdraw the invitation of ${doomed?.email ?? ''}?`}
        description="Its link stops working at once. Invite again to make a new one."
        action="Withdraw"
        pending={withdraw.isPending}
        onConfirm={() => doomed && withdraw.mutate(doomed.id, { onSuccess: () => setDoomed(undefined) })}
      />
    </>
  );
};
