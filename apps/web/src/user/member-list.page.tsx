import { Button, Tabs, TabsContent, TabsList, TabsTrigger } from '@archestra/ui';
import { getRouteApi } from '@tanstack/react-router';
import { UserPlus } from 'lucide-react';
import { Page } from '../display/page.tsx';
import { InvitationList } from '../invitation/invitation-list.tsx';
import { useInvitations } from '../invitation/invitation.query.ts';
import { InviteDialog } from '../invitation/invite-dialog.tsx';
import { useCan } from '../session/session.query.ts';
import { MemberList } from './member-list.tsx';

const route = getRouteApi('/app/settings/members');

const InvitationTab = () => {
  const { data = [] } = useInvitations();
  return (
    <TabsTrigger value="invitations">
      Invitations
      {data.length > 0 && <span className="text-xs text-muted-foreground tabular-nums">{data.length}</span>}
    </TabsTrigger>
  );
};

/** People of the organization, and who is invited. */
export const MemberListPage = () => {
  const navigate = route.useNavigate();
  const can = useCan();
  const { tab = 'people', invite: inviting = false } = route.useSearch();
  // What is shown is part of the address, so that the palette can lead to the dialog.
  const go = (search: { tab?: 'invitations'; invite?: true }) => void navigate({ search, replace: true });
  const show = (value: string) => go(value === 'invitations' ? { tab: 'invitations' } : {});
  const here = tab === 'invitations' ? { tab } : {};
  const invite = can('invitation:write') && (
    <Button onClick={() => go({ ...here, invite: true })}>
      <UserPlus aria-hidden />
      Invite
    </Button>
  );
  return (
    <Page
      name="Members"
      title="Members"
      description="Everybody who may sign in, with one role each. A change takes effect at once, everywhere."
      actions={invite}
    >
      {can('invitation:read') ? (
        <Tabs value={tab} onValueChange={show}>
          <TabsList aria-label="Members">
            <TabsTrigger value="people">People</TabsTrigger>
            <InvitationTab />
          </TabsList>
          <TabsContent value="people">
            <MemberList />
          </TabsContent>
          <TabsContent value="invitations">
            <InvitationList invite={invite} />
          </TabsContent>
        </Tabs>
      ) : (
        <MemberList />
      )}
      <InviteDialog
        open={inviting && can('invitation:write')}
        onClose={() => go(here)}
        onInvited={() => can('invitation:read') && go({ tab: 'invitations', invite: true })}
      />
    </Page>
  );
};
