import type { Credential, Profile } from '@archestra/contracts';
import { Badge, Card, CardHeader } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useCredentials } from '../credential/credential.query.ts';
import { count } from '../display/format.ts';
import { QueryView } from '../display/query-view.tsx';
import { useProfiles } from '../profile/profile.query.ts';
import { useServers } from '../server/server.query.ts';
import { useCan } from '../session/session.query.ts';

interface ListProps {
  title: string;
  description: string;
  empty: string;
  children: ReactNode[];
}

const List = ({ title, description, empty, children }: ListProps) => (
  <Card>
    <CardHeader title={title} description={description} />
    {children.length === 0 ? (
      <p className="px-4 py-3 text-muted-foreground">{empty}</p>
    ) : (
      <ul className="divide-y">{children}</ul>
    )}
  </Card>
);

const ProfileLine = ({ profile }: { profile: Profile }) => {
  const tools = profile.assignments.reduce((sum, assignment) => sum + assignment.tools.length, 0);
  return (
    <li className="flex items-center justify-between gap-3 px-4 py-2.5">
      <Link to="/mcp/profiles/$id" params={{ id: profile.id }} className="min-w-0 font-medium hover:underline">
        {profile.name}
      </Link>
      <span className="flex shrink-0 items-center gap-2 text-xs text-muted-foreground">
        {profile.access.everyone && <Badge>Everybody has it</Badge>}
        {count(tools, 'tool')}
      </span>
    </li>
  );
};

const CredentialLine = ({ credential, title }: { credential: Credential; title: string }) => (
  <li className="flex items-center justify-between gap-3 px-4 py-2.5">
    <Link to="/credentials" search={{ server: credential.serverId }} className="min-w-0 font-medium hover:underline">
      {title}
    </Link>
    <span className="flex flex-wrap justify-end gap-1">
      {credential.fields.map((field) => (
        <code key={field} className="rounded bg-muted px-1.5 font-mono text-xs">
          {field}
        </code>
      ))}
    </span>
  </li>
);

const Credentials = ({ teamId }: { teamId: string }) => {
  const { data: servers = [] } = useServers();
  const titles = new Map(servers.map(({ id, title }) => [id, title]));
  return (
    <QueryView query={useCredentials()} what="The credentials could not be loaded">
      {(credentials) => (
        <List
          title="Credentials"
          description="Used for everybody in the team who has none of their own."
          empty="The team keeps no credentials that you may see."
        >
          {credentials
            .filter(({ scope, ownerId }) => scope === 'team' && ownerId === teamId)
            .map((credential) => (
              <CredentialLine
                key={credential.id}
                credential={credential}
                title={titles.get(credential.serverId) ?? 'A server you cannot see'}
              />
            ))}
        </List>
      )}
    </QueryView>
  );
};

const Servers = ({ teamId }: { teamId: string }) => (
  <QueryView query={useServers()} what="The servers could not be loaded">
    {(servers) => (
      <List
        title="Servers for some"
        description="Shown to this team and not to everybody."
        empty="Every server the team sees is there for everybody."
      >
        {servers
          .filter(({ visibility }) => !visibility.everyone && visibility.teamIds.includes(teamId))
          .map(({ id, title, version }) => (
            <li key={id} className="flex items-center justify-between gap-3 px-4 py-2.5">
              <Link to="/mcp/registry/$id" params={{ id }} className="min-w-0 font-medium hover:underline">
                {title}
              </Link>
              <span className="font-mono text-xs text-muted-foreground">{version}</span>
            </li>
          ))}
      </List>
    )}
  </QueryView>
);

/** What people have through a team: profiles, credentials and servers, as far as the one who looks may see them. */
export const TeamReach = ({ teamId }: { teamId: string }) => {
  const can = useCan();
  return (
    <div className="grid grid-cols-1 content-start items-start gap-4 lg:grid-cols-2">
      <QueryView query={useProfiles()} what="The profiles could not be loaded">
        {(profiles) => (
          <List
            title="Profiles"
            description="What the team may connect AI clients to."
            empty="No profile is given to this team. Open a profile and choose the team under Access."
          >
            {profiles
              .filter(({ access }) => access.everyone || access.teamIds.includes(teamId))
              .map((profile) => (
                <ProfileLine key={profile.id} profile={profile} />
              ))}
          </List>
        )}
      </QueryView>
      {can('credential:read') && <Credentials teamId={teamId} />}
      {can('mcp-server:read') && <Servers teamId={teamId} />}
    </div>
  );
};
