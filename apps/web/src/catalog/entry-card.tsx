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

/** `npm 1.2.3`; an address has no version of its own. */
const originWords = ({ item, servers: [server] }: Entry): string => {
  const { source, version } = item?.latest ?? server ?? {};
  if (!source) return '';
  return source.kind === 'remote' ? kindWords(source) : `${kindWords(source)} ${version}`;
};

/** What stands small at the foot of a card: how much, from where, whose. */
const footWords = (entry: Entry, owner: string): string[] => {
  const [server] = entry.servers;
  const times = entry.item?.installationCount ?? 0;
  return [
    server ? count(server.toolCount, 'tool') : '',
    originWords(entry),
    owner,
    times > 1 ? `installed ${times} times` : '',
  ].filter(Boolean);
};

const SeenByTeams = ({ teams }: { teams: number }) => (
  <Tooltip text="Only members of some teams see it">
    <span tabIndex={0} className="relative inline-flex items-center gap-1">
      <Users aria-hidden className="size-3" />
      {count(teams, 'team')}
    </span>
  </Tooltip>
);

const Foot = ({ entry, owner }: { entry: Entry; owner: string }) => {
  const { visibility } = entry.item ?? {};
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-xs text-muted-foreground">
      {footWords(entry, owner).join(' · ')}
      {visibility && !visibility.everyone && <SeenByTeams teams={visibility.teamIds.length} />}
    </p>
  );
};

/** What is shown of an entry: the server where one is installed, else the item. */
const shownOf = ({ item, servers: [server] }: Entry) => {
  const shown = server ?? (item && { ...item, source: item.latest.source, status: undefined, statusMessage: '' });
  if (!shown) return undefined;
  const { id, title, source, status, statusMessage } = shown;
  const text = status === 'failed' ? statusMessage : item?.description || shown.description || statusMessage;
  return { id, title, source, text };
};

/** One card of the registry; the whole card is the link. `owner` is who answers for the item. */
export const EntryCard = ({ entry, owner }: { entry: Entry; owner: string }) => {
  const shown = shownOf(entry);
  if (!shown) return null;
  const { id, title, source, text } = shown;
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
              {title}
            </Link>
          </h2>
          <p className="truncate font-mono text-xs text-muted-foreground" title={sourceWords(source)}>
            {source.kind === 'package' ? source.package : sourceWords(source)}
          </p>
        </div>
      </div>
      <p className="line-clamp-2 min-h-10 text-muted-foreground">{text}</p>
      {entry.item && <Labels labels={entry.item.labels} />}
      <div className="relative mt-auto grid gap-2">
        <div className="flex flex-wrap items-center gap-1.5">
          <State servers={entry.servers} />
        </div>
        <Foot entry={entry} owner={owner} />
      </div>
    </Card>
  );
};
