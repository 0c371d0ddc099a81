import { Badge, Button, ConfirmDialog, Tabs, TabsContent, TabsList, TabsTrigger } from '@archestra/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useCan } from '../session/session.query.ts';
import { SharedTokens } from '../token/shared-tokens.tsx';
import { TeamDialog } from './team-dialog.tsx';
import { TeamMembers, type TeamDetail } from './team-members.tsx';
import { TeamReach } from './team-reach.tsx';
import { useDeleteTeam, useTeam, useUpdateTeam } from './team.query.ts';

const route = getRouteApi('/app/settings/teams/$id');

const Actions = ({ team }: { team: TeamDetail }) => {
  const [open, setOpen] = useState<'change' | 'delete'>();
  const update = useUpdateTeam(team.id);
  const remove = useDeleteTeam(team.id);
  const close = () => setOpen(undefined);
  if (!useCan()('team:write')) return null;
  return (
    <>
      <Button variant="outline" onClick={() => setOpen('change')}>
        <Pencil aria-hidden />
        Change
      </Button>
      <Button variant="danger" onClick={() => setOpen('delete')}>
        <Trash2 aria-hidden />
        Delete
      </Button>
      <TeamDialog
        open={open === 'change'}
        onClose={close}
        team={team}
        error={update.error}
        pending={update.isPending}
        onSubmit={(text) => update.mutate(text, { onSuccess: close })}
      />
      <ConfirmDialog
        open={open === 'delete'}
        onOpenChange={close}
        title={`Delete ${team.name}?`}
        description="Its tokens end at once, its credentials are deleted, and its people lose the profiles they have only through it. A new team of the same name starts with nothing."
        action="Delete team"
        pending={remove.isPending}
        onConfirm={() => remove.mutate()}
      />
    </>
  );
};

const tabs = ['members', 'reach', 'tokens'] as const;
type Tab = (typeof tabs)[number];
const isTab = (value: string): value is Tab => tabs.some((tab) => tab === value);

const Detail = ({ team }: { team: TeamDetail }) => {
  const { tab = 'members' } = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const show = (value: string) =>
    void navigate({ search: isTab(value) && value !== 'members' ? { tab: value } : {}, replace: true });
  return (
    <Tabs value={tab} onValueChange={show}>
      <TabsList aria-label="About this team">
        <TabsTrigger value="members">
          Members
          <Badge>{team.members.length}</Badge>
        </TabsTrigger>
        <TabsTrigger value="reach">What it can use</TabsTrigger>
        {can('shared-token:read') && <TabsTrigger value="tokens">Tokens</TabsTrigger>}
      </TabsList>
      <TabsContent value="members">
        <TeamMembers team={team} />
      </TabsContent>
      <TabsContent value="reach">
        <TeamReach teamId={team.id} />
      </TabsContent>
      {can('shared-token:read') && (
        <TabsContent value="tokens">
          <SharedTokens team={team} />
        </TabsContent>
      )}
    </Tabs>
  );
};

/** One team: who is in it, what it can use, and the tokens that act for it. */
export const TeamPage = () => {
  const { id } = route.useParams();
  const team = useTeam(id);
  return (
    <Page
      name={team.data?.name ?? 'Team'}
      title={team.data?.name ?? 'Team'}
      description={team.data?.description}
      trail={
        <Link to="/settings/teams" className="rounded-sm hover:text-foreground hover:underline">
          ← All teams
        </Link>
      }
      actions={team.data && <Actions team={team.data} />}
    >
      <QueryView query={team} what="The team could not be loaded">
        {(data) => <Detail team={data} />}
      </QueryView>
    </Page>
  );
};
