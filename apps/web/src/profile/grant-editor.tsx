import type { McpServerSummary, Profile } from '@archestra/contracts';
import { Button, EmptyState, Input, SkeletonRows } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { ServerCog } from 'lucide-react';
import { useMemo, useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { count } from '../display/format.ts';
import { QueryView } from '../display/query-view.tsx';
import { useServers } from '../server/server.query.ts';
import { GrantServer } from './grant-server.tsx';
import { changedGrants, grantedBy, grantsOf, withTools, type Grants } from './grants.ts';
import { useProfileTools, useSaveGrants } from './profile.query.ts';
import { useMayChange } from './use-may-change.ts';

interface SaveBarProps {
  profileId: string;
  saved: Grants;
  draft: Grants;
  onDiscard: () => void;
}

const SaveBar = ({ profileId, saved, draft, onDiscard }: SaveBarProps) => {
  const save = useSaveGrants(profileId);
  const changed = changedGrants(saved, draft);
  if (changed.length === 0) return null;
  return (
    <div
      role="region"
      aria-label="Changes that are not saved"
      className="sticky bottom-3 z-20 mt-4 grid gap-3 rounded-lg border bg-card p-3 shadow-lg"
    >
      {save.error && <ErrorNote error={save.error} what="Not everything was saved" />}
      <div className="flex flex-wrap items-center gap-2">
        <p className="mr-auto pl-1 font-medium">Changes to {count(changed.length, 'server')}, not saved yet</p>
        <Button variant="outline" onClick={onDiscard}>
          Discard
        </Button>
        <Button pending={save.isPending} onClick={() => save.mutate(changed)}>
          Save grants
        </Button>
      </div>
    </div>
  );
};

const NoServers = () => (
  <EmptyState
    icon={ServerCog}
    title="There is nothing to grant yet"
    action={
      <Button asChild>
        <Link to="/mcp/registry">Go to the servers</Link>
      </Button>
    }
  >
    A profile grants tools of installed servers. Add a server first.
  </EmptyState>
);

const seenWords = (granted: number, withheld: number): string => {
  if (granted === 0) return 'Clients see no tools yet. Tick what they may call.';
  const seen = `Clients see ${count(granted - withheld, 'tool')}`;
  return withheld === 0 ? seen : `${seen}, ${withheld} withheld`;
};

interface EditorProps {
  profile: Profile;
  servers: McpServerSummary[];
}

const Editor = ({ profile, servers }: EditorProps) => {
  const saved = useMemo(() => grantsOf(profile.assignments), [profile.assignments]);
  // Only what the person touched is kept: what others save meanwhile on other servers still shows.
  const [touched, setTouched] = useState<Grants>(new Map());
  const draft = useMemo(() => new Map([...saved, ...touched]), [saved, touched]);
  const [words, setWords] = useState('');
  const { data: rows = [] } = useProfileTools(profile.id);
  const mayWrite = useMayChange()(profile);
  const withheld = rows.filter(
    ({ exposedName, serverId, tool }) => exposedName === null && grantedBy(draft, serverId).has(tool),
  ).length;
  const total = [...draft.values()].reduce((sum, tools) => sum + tools.size, 0);
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <Input
          type="search"
          aria-label="Search tools"
          placeholder="Search tools of all servers"
          className="max-w-xs"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <p className="text-muted-foreground">{seenWords(total, withheld)}</p>
      </div>
      <div className="grid gap-3">
        {servers.map((server) => (
          <GrantServer
            key={server.id}
            server={server}
            words={words}
            granted={grantedBy(draft, server.id)}
            exposed={rows.filter((row) => row.serverId === server.id)}
            readOnly={!mayWrite}
            onChange={(tools, granted) => {
              const next = grantedBy(withTools(draft, server.id, { tools, granted }), server.id);
              setTouched((known) => new Map(known).set(server.id, next));
            }}
          />
        ))}
      </div>
      <SaveBar profileId={profile.id} saved={saved} draft={draft} onDiscard={() => setTouched(new Map())} />
    </>
  );
};

/** Ticks what clients of a profile may see and call; nothing takes effect before it is saved. */
export const GrantEditor = ({ profile }: { profile: Profile }) => (
  <QueryView query={useServers()} what="The servers could not be loaded" loading={<SkeletonRows count={4} />}>
    {(servers) => (servers.length === 0 ? <NoServers /> : <Editor profile={profile} servers={servers} />)}
  </QueryView>
);
