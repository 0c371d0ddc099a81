import type { McpServerSummary } from '@archestra/contracts';
import { Badge, Card, Tooltip } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { Users } from 'lucide-react';
import { count } from '../display/format.ts';
import { SandboxBadge, SourceIcon, StateBadge } from '../server/server-badges.tsx';
import { kindWords, sourceWords } from '../server/server-words.ts';
import type { Entry } from './entry.ts';

const MOST_LABELS = 3;

const Labels = ({ labels }: { labels: string[] }) =>
  labels.length > 0 && (
    <ul aria-label="Labels" className="relative flex flex-wrap gap-1">
      {labels.slice(0, MOST_LABELS).map((label) => (
        <li key={label}>
          <Link
            to="/mcp/registry"
            search={{ label }}
            className="rounded-md bg-muted px-1.5 py-px text-xs text-muted-foreground hover:text-foreground"
          >
            {label}
          </Link>
        </li>
      ))}
      {labels.length > MOST_LABELS && <li className="text-xs text-muted-foreground">+{labels.length - MOST_LABELS}</li>}
    </ul>
  );

const State = ({ servers }: { servers: McpServerSummary[] }) => {
  const [server] = servers;
  if (!server) return <Badge>Not installed</Badge>;
  return (
    <>
      <StateBadge status={server.status} runtime={server.runtime} />
      <SandboxBadge source={server.source} runtime={server.runtime} />
      {servers.length > 1 && <Badge>+{servers.length - 1} more</Badge>}
      {server.quarantinedCount > 0 && <Badge tone="warning">{count(server.quarantinedCount, 'changed tool')}</Badge>}
    </>
  );
};

const Foot = ({ entry: { item, servers }, owner }: { entry: Entry; owner: string }) => {
  const source = item?.latest.source ?? servers[0]?.source;
  if (!source) return null;
  const version = item?.latest.version ?? servers[0]?.version;
  return (
    <p className="flex flex-wrap items-center gap-x-1.5 text-xs text-muted-foreground">
      {servers[0] && <span>{count(servers[0].toolCount, 'tool')} ·</span>}
      <span>
        {source.kind === 'builtin' ? 'Built in' : kindWords(source)} {source.kind !== 'remote' && version}
      </span>
      {item && owner && <span>· {owner}</span>}
      {item && !item.visibility.everyone && (
        <Tooltip text="Only members of some teams see it">
          <span tabIndex={0} className="relative inline-flex items-center gap-1">
            · <Users aria-hidden className="size-3" />
            {count(item.visibility.teamIds.length, 'team')}
          </span>
        </Tooltip>
      )}
      {item && item.installationCount > 1 && <span>· installed {item.installationCount} times</span>}
    </p>
  );
};

/** One card of the registry; the whole card is the link. `owner` is who answers for the item. */
export const EntryCard = ({ entry, owner }: { entry: Entry; owner: string }) => {
  const { item, servers } = entry;
  const [server] = servers;
  const source = server?.source ?? item?.latest.source;
  const id = server?.id ?? item?.id;
  if (!source || !id) return null;
  const failed = server?.status === 'failed' ? server.statusMessage : undefined;
  return (
    <Card className="relative flex flex-col gap-3 p-4 transition-colors focus-within:border-ring hover:border-input hover:bg-muted/30">
      <div className="flex items-start gap-3">
        <span className="flex size-9 shrink-0 items-center justify-center rounded-md bg-accent text-primary">
          <SourceIcon source={source} className="size-4.5" />
        </span>
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-semibold">
            <Link
              to="/mcp/registry/$id"
              params={{ id }}
              className="outline-none after:absolute after:inset-0 after:rounded-lg"
            >
              {server?.title ?? item?.title}
            </Link>
          </h2>
          <p className="truncate font-mono text-xs text-muted-foreground" title={sourceWords(source)}>
            {source.kind === 'package' ? source.package : sourceWords(source)}
          </p>
        </div>
      </div>
      <p className="line-clamp-2 min-h-10 text-muted-foreground">
        {failed ?? (item?.description || server?.description || server?.statusMessage)}
      </p>
      {item && <Labels labels={item.labels} />}
      <div className="relative mt-auto grid gap-2">
        <div className="flex flex-wrap items-center gap-1.5">
          <State servers={servers} />
        </div>
        <Foot entry={entry} owner={owner} />
      </div>
    </Card>
  );
};
