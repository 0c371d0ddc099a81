import type { Profile } from '@archestra/contracts';
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@archestra/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { accessWords } from './access.ts';
import { AccessEditor } from './access-editor.tsx';
import { ConnectPanel } from './connect-panel.tsx';
import { GrantEditor } from './grant-editor.tsx';
import { ProfileActions } from './profile-actions.tsx';
import { useProfile } from './profile.query.ts';

const route = getRouteApi('/app/mcp/profiles/$id');

const isTab = (value: string): value is 'access' | 'connect' => value === 'access' || value === 'connect';

const Detail = ({ profile }: { profile: Profile }) => {
  const { tab = 'tools' } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Tabs
      value={tab}
      onValueChange={(value) => void navigate({ search: isTab(value) ? { tab: value } : {}, replace: true })}
    >
      <TabsList aria-label="About this profile">
        <TabsTrigger value="tools">Tools</TabsTrigger>
        <TabsTrigger value="access">
          Access
          <span className="text-xs text-muted-foreground">{accessWords(profile.access)}</span>
        </TabsTrigger>
        <TabsTrigger value="connect">Connect a client</TabsTrigger>
      </TabsList>
      {/* Mounted all the time: ticks that are not saved yet survive a look at the other tab. */}
      <TabsContent value="tools" forceMount className="data-[state=inactive]:hidden">
        <GrantEditor key={profile.id} profile={profile} />
      </TabsContent>
      <TabsContent value="access">
        <AccessEditor key={JSON.stringify(profile.access)} profile={profile} />
      </TabsContent>
      <TabsContent value="connect">
        <ConnectPanel profile={profile} />
      </TabsContent>
    </Tabs>
  );
};

/** One profile: what it grants, and how to connect to it. */
export const ProfilePage = () => {
  const { id } = route.useParams();
  const profile = useProfile(id);
  return (
    <Page
      name={profile.data?.name ?? 'Profile'}
      title={profile.data?.name ?? 'Profile'}
      description={profile.data?.description}
      trail={
        <Link to="/mcp/profiles" className="rounded-sm hover:text-foreground hover:underline">
          ← All profiles
        </Link>
      }
      actions={profile.data && <ProfileActions profile={profile.data} />}
    >
      <QueryView query={profile} what="The profile could not be loaded">
        {(data) => <Detail profile={data} />}
      </QueryView>
    </Page>
  );
};
