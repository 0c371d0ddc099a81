import type { McpServerDetail } from '@archestra/contracts';
import { Alert, Tabs, TabsContent, TabsList, TabsTrigger } from '@archestra/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useCan } from '../session/session.query.ts';
import { BlockRules } from './block-rules.tsx';
import { LogTail } from './log-tail.tsx';
import { ServerActions } from './server-actions.tsx';
import { SandboxBadge, StateBadge } from './server-badges.tsx';
import { ServerSetup } from './server-setup.tsx';
import { useServer } from './server.query.ts';
import { stateWords } from './server-words.ts';
import { ToolList } from './tool-list.tsx';

const route = getRouteApi('/app/mcp/registry/$id');
const tabs = ['tools', 'logs', 'setup', 'blocks'] as const;

const StateNote = ({ detail: { installation, runtime } }: { detail: McpServerDetail }) => {
  const { label, moving, tone } = stateWords(installation.status, runtime);
  if (installation.status === 'ready' && !moving) return null;
  const message = runtime?.message || installation.statusMessage;
  return (
    <Alert tone={tone === 'danger' ? 'danger' : tone === 'warning' ? 'warning' : 'info'} title={label} className="mb-4">
      {message}
    </Alert>
  );
};

const Detail = ({ detail }: { detail: McpServerDetail }) => {
  const { tab = 'tools' } = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const { installation } = detail;
  const choose = (value: string) => {
    const next = tabs.find((known) => known === value);
    if (next) void navigate({ search: next === 'tools' ? {} : { tab: next }, replace: true });
  };
  return (
    <Tabs value={tab} onValueChange={choose}>
      <TabsList aria-label="About this server">
        <TabsTrigger value="tools">
          Tools <span className="text-xs text-muted-foreground">{installation.tools.length}</span>
        </TabsTrigger>
        {can('mcp-server-log:read') && installation.source.kind === 'package' && (
          <TabsTrigger value="logs">Log</TabsTrigger>
        )}
        <TabsTrigger value="setup">Setup</TabsTrigger>
        {can('block-rule:read') && <TabsTrigger value="blocks">Blocks</TabsTrigger>}
      </TabsList>
      <TabsContent value="tools">
        <ToolList detail={detail} />
      </TabsContent>
      <TabsContent value="logs">
        <LogTail id={installation.id} />
      </TabsContent>
      <TabsContent value="setup">
        <ServerSetup detail={detail} />
      </TabsContent>
      <TabsContent value="blocks">
        <BlockRules server={installation} />
      </TabsContent>
    </Tabs>
  );
};

/** Everything about one MCP server. */
export const ServerPage = () => {
  const { id } = route.useParams();
  const server = useServer(id);
  const detail = server.data;
  const installation = detail?.installation;
  return (
    <Page
      name={installation?.title ?? 'Server'}
      trail={
        <Link to="/mcp/registry" className="rounded-sm hover:text-foreground hover:underline">
          ← All servers
        </Link>
      }
      title={
        <>
          {installation?.title ?? 'Server'}
          {detail && (
            <span className="flex gap-1.5 tracking-normal">
              <StateBadge status={detail.installation.status} runtime={detail.runtime} />
              <SandboxBadge source={detail.installation.source} runtime={detail.runtime} />
            </span>
          )}
        </>
      }
      description={installation?.description}
      actions={detail && <ServerActions key={detail.installation.id} detail={detail} />}
    >
      <QueryView query={server} what="The server could not be loaded">
        {(data) => (
          <>
            <StateNote detail={data} />
            <Detail detail={data} />
          </>
        )}
      </QueryView>
    </Page>
  );
};
