import type { Team } from '@archestra/contracts';
import { Badge, Button, Card, EmptyState } from '@archestra/ui';
import { Link, useNavigate } from '@tanstack/react-router';
import { ChevronRight, Plus, UsersRound } from 'lucide-react';
import { useState } from 'react';
import { count } from '../display/format.ts';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useCan, useSession } from '../session/session.query.ts';
import { TeamDialog } from './team-dialog.tsx';
import { useCreateTeam, useTeams } from './team.query.ts';

const Row = ({ team: { id, name, description, memberCount }, isMine }: { team: Team; isMine: boolean }) => (
  <li className="relative flex items-center gap-4 px-4 py-3 focus-within:bg-muted/50 hover:bg-muted/50">
    <div className="min-w-0 flex-1">
      <p className="flex flex-wrap items-center gap-2">
        <Link
          to="/settings/teams/$id"
          params={{ id }}
          className="font-semibold outline-none after:absolute after:inset-0 focus-visible:underline"
        >
          {name}
        </Link>
        {isMine && <Badge>Yours</Badge>}
      </p>
      <p className="truncate text-muted-foreground">{description || 'No description'}</p>
    </div>
    <span className="whitespace-nowrap text-muted-foreground">
      {memberCount === 0 ? 'Nobody yet' : memberCount === 1 ? '1 person' : `${memberCount} people`}
    </span>
    <ChevronRight aria-hidden className="size-4 shrink-0 text-muted-foreground" />
  </li>
);

/** Every team, the own ones first. */
export const TeamListPage = () => {
  const teams = useTeams();
  const { user } = useSession();
  const mayWrite = useCan()('team:write');
  const [open, setOpen] = useState(false);
  const create = useCreateTeam();
  const navigate = useNavigate();
  const isMine = ({ id }: Team) => user.teamIds.includes(id);
  const add = mayWrite && (
    <Button onClick={() => setOpen(true)}>
      <Plus aria-hidden />
      Create team
    </Button>
  );
  return (
    <Page
      name="Teams"
      title="Teams"
      description="People who share profiles, servers and credentials. A lead decides who is in."
      actions={add}
    >
      <QueryView query={teams} what="The teams could not be loaded">
        {(data) =>
          data.length === 0 ? (
            <EmptyState icon={UsersRound} title="No teams yet" action={add}>
              Put people who use the same tools into a team, then give profiles and credentials to the team instead of
              to each of them.
            </EmptyState>
          ) : (
            <Card className="overflow-hidden">
              <ul aria-label={count(data.length, 'team')} className="divide-y">
                {data
                  .toSorted((a, b) => Number(isMine(b)) - Number(isMine(a)) || a.name.localeCompare(b.name))
                  .map((team) => (
                    <Row key={team.id} team={team} isMine={isMine(team)} />
                  ))}
              </ul>
            </Card>
          )
        }
      </QueryView>
      <TeamDialog
        open={open}
        onClose={() => setOpen(false)}
        error={create.error}
        pending={create.isPending}
        onSubmit={(text) =>
          create.mutate(text, { onSuccess: ({ id }) => void navigate({ to: '/settings/teams/$id', params: { id } }) })
        }
      />
    </Page>
  );
};
