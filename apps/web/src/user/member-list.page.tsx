import { Button, Tabs, TabsContent, TabsList, TabsTrigger } from '@archestra/ui';
import { getRouteApi } from '@tanstack/react-router';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
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
  const { tab = 'people' } = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const [inviting, setInviting] = useState(false);
  const show = (value: string) =>
    void navigate({ search: value === 'invitations' ? { tab: 'invitations' } : {}, replace: true });
  const invite = can('invitation:write') && (
    <Button onClick={() => setInviting(true)}>
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
        open={inviting}
        onClose={() => setInviting(false)}
        onInvited={() => can('invitation:read') && show('invitations')}
      />
    </Page>
  );
};
