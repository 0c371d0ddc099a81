import type { Profile } from '@archestra/contracts';
import { Badge, Button, Card, EmptyState } from '@archestra/ui';
import { Link, useNavigate } from '@tanstack/react-router';
import { Blocks, ChevronRight, Grid2x2Plus, Plus, SearchX } from 'lucide-react';
import { useState } from 'react';
import { count } from '../display/format.ts';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { SearchField } from '../display/search-field.tsx';
import { Time } from '../display/time.tsx';
import { useCan, useSession } from '../session/session.query.ts';
import { accessWords } from './access.ts';
import { ProfileDialog } from './profile-dialog.tsx';
import { useCreateProfile, useProfiles } from './profile.query.ts';

interface RowProps {
  profile: Profile;
  isMine: boolean;
}

const Row = ({ profile: { id, name, description, assignments, access, updatedAt }, isMine }: RowProps) => {
  const tools = assignments.reduce((sum, assignment) => sum + assignment.tools.length, 0);
  return (
    <li className="relative flex items-center gap-4 px-4 py-3 focus-within:bg-muted/50 hover:bg-muted/50">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <Link
            to="/mcp/profiles/$id"
            params={{ id }}
            className="font-semibold outline-none after:absolute after:inset-0 focus-visible:underline"
          >
            {name}
          </Link>
          <Badge tone={accessWords(access) === 'Nobody' ? 'warning' : 'neutral'}>{accessWords(access)}</Badge>
          {isMine && <Badge tone="info">Yours</Badge>}
        </p>
        <p className="truncate text-muted-foreground">{description || 'No description'}</p>
      </div>
      <div className="hidden text-right text-xs text-muted-foreground sm:block">
        <p className="text-sm text-foreground">
          {tools === 0 ? 'Grants nothing' : `${count(tools, 'tool')} of ${count(assignments.length, 'server')}`}
        </p>
        <p className="relative">
          changed <Time at={updatedAt} />
        </p>
      </div>
      <ChevronRight aria-hidden className="size-4 shrink-0 text-muted-foreground" />
    </li>
  );
};

const List = ({ profiles }: { profiles: readonly Profile[] }) => {
  const [words, setWords] = useState('');
  const { user } = useSession();
  const shown = profiles.filter(({ name, description }) =>
    `${name} ${description}`.toLowerCase().includes(words.trim().toLowerCase()),
  );
  return (
    <div className="grid gap-4">
      <SearchField
        label="Search profiles"
        placeholder="Name or description"
        className="max-w-xs"
        value={words}
        onChange={setWords}
      />
      {shown.length === 0 ? (
        <EmptyState icon={SearchX} title="No profile matches">
          Only profiles you may use or change are listed.
        </EmptyState>
      ) : (
        <Card className="overflow-hidden">
          <ul aria-label={count(shown.length, 'profile')} className="divide-y">
            {shown.map((profile) => (
              <Row key={profile.id} profile={profile} isMine={profile.ownerId === user.id} />
            ))}
          </ul>
        </Card>
      )}
    </div>
  );
};

/** Every profile with what it grants and whom it reaches. */
export const ProfileListPage = () => {
  const profiles = useProfiles();
  const mayWrite = useCan()('profile:write');
  const [open, setOpen] = useState(false);
  const create = useCreateProfile();
  const navigate = useNavigate();
  const add = mayWrite && (
    <Button onClick={() => setOpen(true)}>
      <Plus aria-hidden />
      Create profile
    </Button>
  );
  const assign = mayWrite && (profiles.data?.length ?? 0) > 1 && (
    <Button asChild variant="outline">
      <Link to="/mcp/profiles/assign">
        <Grid2x2Plus aria-hidden />
        Change many
      </Link>
    </Button>
  );
  return (
    <Page
      name="Profiles"
      title="Profiles"
      description="One address for AI clients each, with exactly the tools it grants and nothing else."
      actions={
        <>
          {assign}
          {add}
        </>
      }
    >
      <QueryView query={profiles} what="The profiles could not be loaded">
        {(data) =>
          data.length === 0 ? (
            <EmptyState icon={Blocks} title="No profiles yet" action={add}>
              {mayWrite
                ? 'Create a profile, grant it tools of your servers, and connect Claude Code, Cursor or VS Code to its address.'
                : 'Nobody has given you a profile. Ask whoever looks after the tools of your team.'}
            </EmptyState>
          ) : (
            <List profiles={data} />
          )
        }
      </QueryView>
      <ProfileDialog
        open={open}
        onOpenChange={setOpen}
        error={create.error}
        pending={create.isPending}
        onSubmit={(text) =>
          create.mutate(text, { onSuccess: ({ id }) => void navigate({ to: '/mcp/profiles/$id', params: { id } }) })
        }
      />
    </Page>
  );
};
