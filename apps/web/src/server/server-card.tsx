import type { McpServerSummary } from '@archestra/contracts';
import { Card } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { count } from '../display/format.ts';
import { SandboxBadge, SourceIcon, StateBadge } from './server-badges.tsx';
import { kindWords, sourceWords } from './server-words.ts';

/** One server of the registry; the whole card is the link. */
export const ServerCard = ({ server }: { server: McpServerSummary }) => {
  const { id, title, description, source, status, statusMessage, runtime, toolCount } = server;
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
      <p className="line-clamp-2 min-h-10 text-muted-foreground">
        {status === 'failed' ? statusMessage : description || statusMessage}
      </p>
      <div className="relative mt-auto flex flex-wrap items-center gap-1.5">
        <StateBadge status={status} runtime={runtime} />
        <SandboxBadge source={source} runtime={runtime} />
        <span className="ml-auto text-xs text-muted-foreground">
          {count(toolCount, 'tool')}
          {source.kind === 'builtin' ? '' : ` · ${kindWords(source)}`}
          {source.kind === 'package' && ` ${source.version}`}
        </span>
      </div>
    </Card>
  );
};
