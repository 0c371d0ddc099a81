import type { CatalogItem, CatalogVersion, McpServerDetail } from '@archestra/contracts';
import { Badge, Tabs, TabsContent, TabsList, TabsTrigger } from '@archestra/ui';
import { getRouteApi } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { ServerTab } from '../catalog/search.ts';
import { VersionsPanel } from '../catalog/versions-panel.tsx';
import { useCan } from '../session/session.query.ts';
import { BlockRules } from './block-rules.tsx';
import { EgressPanel } from './egress-panel.tsx';
import { LogTail } from './log-tail.tsx';
import { ServerSetup } from './server-setup.tsx';
import { StatusPanel } from './status-panel.tsx';
import { ToolList } from './tool-list.tsx';
import { UseVersionDialog } from './use-version.tsx';
import { YamlPanel } from './yaml-panel.tsx';

const route = getRouteApi('/app/mcp/registry/$id');

interface ServerTabsProps {
  detail: McpServerDetail;
  /** Missing while it loads, and for those who may not see the catalog. */
  item: (CatalogItem & { versions: CatalogVersion[] }) | undefined;
}

const Versions = ({ detail: { installation }, item }: ServerTabsProps) => {
  const [chosen, setChosen] = useState<CatalogVersion>();
  const mayChange = useCan()('mcp-server:write') && installation.source.kind !== 'builtin';
  if (!item) return null;
  return (
    <>
      <VersionsPanel versions={item.versions} installed={installation} {...(mayChange && { onUse: setChosen })} />
      <UseVersionDialog installation={installation} version={chosen} onClose={() => setChosen(undefined)} />
    </>
  );
};

interface View {
  value: ServerTab;
  label: ReactNode;
  content: ReactNode;
  isShown: boolean;
}

const useViews = ({ detail, item }: ServerTabsProps): View[] => {
  const can = useCan();
  const { installation, runtime } = detail;
  const { id, name, source, tools, changes } = installation;
  const runsHere = source.kind === 'package' || source.kind === 'image';
  const views: View[] = [
    {
      value: 'tools',
      label: (
        <>
          Tools <span className="text-xs text-muted-foreground">{tools.length}</span>
          {changes.length > 0 && <Badge tone="warning">{changes.length} changed</Badge>}
        </>
      ),
      content: <ToolList detail={detail} />,
      isShown: true,
    },
    { value: 'status', label: 'Status', content: <StatusPanel detail={detail} />, isShown: source.kind !== 'builtin' },
    {
      value: 'logs',
      label: 'Log',
      content: <LogTail id={id} instances={runtime?.instances ?? []} />,
      isShown: runsHere && can('mcp-server-log:read'),
    },
    {
      value: 'egress',
      label: 'Connections',
      content: <EgressPanel serverId={id} hosts={runsHere ? source.egressHosts : []} />,
      isShown: runsHere && can('egress:read'),
    },
    {
      value: 'versions',
      label: 'Versions',
      content: <Versions detail={detail} item={item} />,
      isShown: item !== undefined,
    },
    { value: 'setup', label: 'Setup', content: <ServerSetup detail={detail} />, isShown: true },
    {
      value: 'yaml',
      label: 'YAML',
      content: <YamlPanel id={id} name={name} />,
      isShown: runtime?.sandbox === 'pod' && can('mcp-server-log:read'),
    },
    {
      value: 'blocks',
      label: 'Blocks',
      content: <BlockRules server={installation} />,
      isShown: can('block-rule:read'),
    },
  ];
  return views.filter(({ isShown }) => isShown);
};

/** The views of one server that the person may open. */
export const ServerTabs = (props: ServerTabsProps) => {
  const { tab = 'tools' } = route.useSearch();
  const navigate = route.useNavigate();
  const views = useViews(props);
  const choose = (value: string) => {
    const next = ServerTab.safeParse(value).data;
    if (next) void navigate({ search: next === 'tools' ? {} : { tab: next }, replace: true });
  };
  return (
    <Tabs value={views.some(({ value }) => value === tab) ? tab : 'tools'} onValueChange={choose}>
      <TabsList aria-label="About this server">
        {views.map(({ value, label }) => (
          <TabsTrigger key={value} value={value}>
            {label}
          </TabsTrigger>
        ))}
      </TabsList>
      {views.map(({ value, content }) => (
        <TabsContent key={value} value={value}>
          {content}
        </TabsContent>
      ))}
    </Tabs>
  );
};
