import type { Profile } from '@archestra/contracts';
import { Button, Card, EmptyState } from '@archestra/ui';
import { Link, useNavigate } from '@tanstack/react-router';
import { Blocks, ChevronRight, Plus } from 'lucide-react';
import { useState } from 'react';
import { count } from '../display/format.ts';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { Time } from '../display/time.tsx';
import { useCan } from '../session/session.query.ts';
import { ProfileDialog } from './profile-dialog.tsx';
import { useCreateProfile, useProfiles } from './profile.query.ts';

const Row = ({ profile: { id, name, description, assignments, updatedAt } }: { profile: Profile }) => {
  const tools = assignments.reduce((sum, assignment) => sum + assignment.tools.length, 0);
  return (
    <li className="relative flex items-center gap-4 px-4 py-3 focus-within:bg-muted/50 hover:bg-muted/50">
      <div className="min-w-0 flex-1">
        <Link
          to="/mcp/profiles/$id"
          params={{ id }}
          className="font-semibold outline-none after:absolute after:inset-0 focus-visible:underline"
        >
          {name}
        </Link>
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

/** Every profile with what it grants. */
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
  return (
    <Page
      name="Profiles"
      title="Profiles"
      description="One address for AI clients each, with exactly the tools it grants and nothing else."
      actions={add}
    >
      <QueryView query={profiles} what="The profiles could not be loaded">
        {(data) =>
          data.length === 0 ? (
            <EmptyState icon={Blocks} title="No profiles yet" action={add}>
              Create a profile, grant it tools of your servers, and connect Claude Code, Cursor or VS Code to its
              address.
            </EmptyState>
          ) : (
            <Card className="overflow-hidden">
              <ul className="divide-y">
                {data.map((profile) => (
                  <Row key={profile.id} profile={profile} />
                ))}
              </ul>
            </Card>
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
