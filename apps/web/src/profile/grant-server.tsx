import type { McpServerDetail, McpServerSummary, ProfileTool } from '@archestra/contracts';
import { Card, Checkbox, cn } from '@archestra/ui';
import { ChevronDown } from 'lucide-react';
import { useId, useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { StateBadge } from '../server/server-badges.tsx';
import { useServer } from '../server/server.query.ts';
import { ChangedNote } from './grant-changed.tsx';
import { ToolLine, type ListedTool } from './grant-tool.tsx';
import { coverage } from './grants.ts';

interface GrantServerProps {
  server: McpServerSummary;
  /** Only tools with these words are shown. */
  words: string;
  granted: ReadonlySet<string>;
  /** What the saved grants look like to clients. */
  exposed: ProfileTool[];
  readOnly: boolean;
  onChange: (tools: string[], granted: boolean) => void;
}

/** The tools a server offers, and those that are granted although it no longer offers them. */
const toolsOf = (detail: McpServerDetail | undefined, granted: ReadonlySet<string>): ListedTool[] => {
  const offered: ListedTool[] = detail?.installation.tools ?? [];
  if (!detail) return offered;
  const names = new Set(offered.map(({ name }) => name));
  const gone = [...granted].filter((name) => !names.has(name));
  return [...offered, ...gone.map((name) => ({ name, description: 'The server no longer offers this tool.' }))];
};

interface HeadProps {
  server: McpServerSummary;
  checked: boolean | 'indeterminate';
  disabled: boolean;
  counts: string;
  isOpen: boolean;
  list: string;
  onToggleAll: (granted: boolean) => void;
  onToggleOpen: () => void;
}

const Head = ({ server, checked, disabled, counts, isOpen, list, onToggleAll, onToggleOpen }: HeadProps) => (
  <div className="flex items-center gap-3 px-4 py-2.5">
    <Checkbox
      aria-label={`Every tool of ${server.title}`}
      checked={checked}
      disabled={disabled}
      onCheckedChange={(next) => onToggleAll(next === true)}
    />
    <button
      type="button"
      aria-expanded={isOpen}
      aria-controls={list}
      className="flex min-w-0 flex-1 items-center gap-3 rounded-sm text-left"
      onClick={onToggleOpen}
    >
      <span className="min-w-0 flex-1 truncate font-semibold">{server.title}</span>
      {server.status !== 'ready' && <StateBadge status={server.status} runtime={server.runtime} />}
      <span className="text-xs whitespace-nowrap text-muted-foreground tabular-nums">{counts}</span>
      <ChevronDown
        aria-hidden
        className={cn('size-4 shrink-0 text-muted-foreground transition-transform', isOpen && 'rotate-180')}
      />
    </button>
  </div>
);

/** What is listed under a server, and which of its granted tools wait for a reviewer. */
const lookAt = ({ server, words, granted }: GrantServerProps, detail: McpServerDetail | undefined) => {
  const all = toolsOf(detail, granted);
  return {
    total: detail ? all.length : server.toolCount,
    shown: all.filter(({ name, description = '' }) =>
      `${name} ${description}`.toLowerCase().includes(words.toLowerCase()),
    ),
    changes: detail?.installation.changes ?? [],
  };
};

/** One server of the grant list: a box for all its tools, and one for each. */
export const GrantServer = (props: GrantServerProps) => {
  const { server, words, granted, exposed, readOnly, onChange } = props;
  const { data, error, refetch } = useServer(server.id);
  const [open, setOpen] = useState(granted.size > 0);
  const list = useId();
  const { total, shown, changes } = lookAt(props, data);
  const names = shown.map(({ name }) => name);
  const isOpen = open || words !== '';
  if (words !== '' && shown.length === 0) return null;
  return (
    <Card className="overflow-hidden">
      <Head
        server={server}
        checked={coverage(granted, names)}
        disabled={readOnly || names.length === 0}
        counts={`${granted.size} of ${total}`}
        isOpen={isOpen}
        list={list}
        onToggleAll={(next) => onChange(names, next)}
        onToggleOpen={() => setOpen(!open)}
      />
      {error && (
        <ErrorNote
          error={error}
          what="Its tools could not be loaded"
          onRetry={() => void refetch()}
          className="mx-4 mb-3"
        />
      )}
      <ChangedNote serverId={server.id} changes={changes.filter(({ tool }) => granted.has(tool))} />
      {isOpen && (
        <ul id={list} className="divide-y border-t">
          {shown.map((tool) => (
            <ToolLine
              key={tool.name}
              tool={tool}
              effective={data?.contracts.find((contract) => contract.tool === tool.name)}
              exposed={exposed.find((row) => row.tool === tool.name)}
              hasChanged={changes.some((change) => change.tool === tool.name)}
              checked={granted.has(tool.name)}
              readOnly={readOnly}
              onChange={(next) => onChange([tool.name], next)}
            />
          ))}
          {shown.length === 0 && (
            <li className="px-4 py-3 text-muted-foreground">Its tools are not known yet: {server.statusMessage}</li>
          )}
        </ul>
      )}
    </Card>
  );
};
