import type { Credential, CredentialScope, McpServerSummary } from '@archestra/contracts';
import { ConfirmDialog, EmptyState, Tabs, TabsContent, TabsList, TabsTrigger } from '@archestra/ui';
import { getRouteApi } from '@tanstack/react-router';
import { Vault } from 'lucide-react';
import { useState } from 'react';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useServers } from '../server/server.query.ts';
import { useCan, useSession } from '../session/session.query.ts';
import { useTeams } from '../team/team.query.ts';
import { AllCredentials } from './all-credentials.tsx';
import { CredentialDialog } from './credential-dialog.tsx';
import { useCredentials, useDeleteCredential } from './credential.query.ts';
import { mineOf } from './scope-words.ts';
import { ServerCredential } from './server-credential.tsx';

const route = getRouteApi('/app/credentials');
const noCredentials: Credential[] = [];

interface MineProps {
  servers: readonly McpServerSummary[];
  credentials: readonly Credential[];
  teams: ReadonlyMap<string, string>;
  onProvide: (serverId: string, scope: CredentialScope) => void;
  onDelete: (credential: Credential) => void;
}

const Mine = ({ servers, credentials, onProvide, ...props }: MineProps) => {
  const { user } = useSession();
  const asking = servers.filter(({ fields }) => fields.some(({ isSecret }) => isSecret));
  const mine = mineOf(credentials, user);
  if (asking.length === 0)
    return (
      <EmptyState icon={Vault} title="No server asks for a secret">
        When one does, you see here who is asked for it: you, your teams, the organization, in this order.
      </EmptyState>
    );
  return (
    <div className="grid gap-4">
      {asking.map((server) => (
        <ServerCredential
          key={server.id}
          server={server}
          credentials={mine}
          onProvide={(scope) => onProvide(server.id, scope)}
          {...props}
        />
      ))}
    </div>
  );
};

const DeleteCredential = ({ credential, onClose }: { credential: Credential | undefined; onClose: () => void }) => {
  const remove = useDeleteCredential();
  return (
    <ConfirmDialog
      open={credential !== undefined}
      onOpenChange={onClose}
      title="Delete this credential?"
      description="Copies of the server that use it stop. The next in the order answers from now on; when there is none, calls are refused until somebody provides one."
      action="Delete credential"
      pending={remove.isPending}
      onConfirm={() => credential && remove.mutate(credential.id, { onSuccess: onClose })}
    />
  );
};

/** The secrets of servers: what is needed, who answers, and a place to provide them. */
export const CredentialListPage = () => {
  const { server: asked, tab = 'mine' } = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const { user } = useSession();
  const servers = useServers();
  const { data: credentials = noCredentials } = useCredentials();
  const { data: allTeams = [] } = useTeams(can('team:read'));
  const [scope, setScope] = useState<CredentialScope>('personal');
  const [doomed, setDoomed] = useState<Credential>();
  const teams = new Map(allTeams.map(({ id, name }) => [id, name]));
  const open = (server: string | undefined) =>
    void navigate({
      search: ({ tab: kept }) => ({ ...(kept && { tab: kept }), ...(server && { server }) }),
      replace: true,
    });
  const provide = (serverId: string, next: CredentialScope) => {
    setScope(next);
    open(serverId);
  };
  const mine = (data: McpServerSummary[]) => (
    <Mine servers={data} credentials={credentials} teams={teams} onProvide={provide} onDelete={setDoomed} />
  );
  return (
    <Page
      name="Credentials"
      title="Credentials"
      description="Secrets that servers need, such as the key of an account. Values go in and never come out."
    >
      <QueryView query={servers} what="The servers could not be loaded">
        {(data) =>
          can('credential:manage') || can('organization:audit') ? (
            <Tabs
              value={tab}
              onValueChange={(value) => void navigate({ search: value === 'all' ? { tab: 'all' } : {}, replace: true })}
            >
              <TabsList aria-label="Credentials">
                <TabsTrigger value="mine">For me</TabsTrigger>
                <TabsTrigger value="all">Everybody’s</TabsTrigger>
              </TabsList>
              <TabsContent value="mine">{mine(data)}</TabsContent>
              <TabsContent value="all">
                <AllCredentials
                  credentials={credentials}
                  servers={new Map(data.map(({ id, title }) => [id, title]))}
                  teams={teams}
                  onDelete={setDoomed}
                />
              </TabsContent>
            </Tabs>
          ) : (
            mine(data)
          )
        }
      </QueryView>
      <CredentialDialog
        serverId={asked}
        server={servers.data?.find(({ id }) => id === asked)}
        credentials={mineOf(credentials, user)}
        start={scope}
        onClose={() => open(undefined)}
      />
      <DeleteCredential credential={doomed} onClose={() => setDoomed(undefined)} />
    </Page>
  );
};
