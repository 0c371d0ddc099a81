import type { ServerRequest } from '@archestra/contracts';
import { Badge, cn } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { MarkedText } from '../display/marked-text.tsx';
import { Time } from '../display/time.tsx';
import { SourceIcon } from '../server/server-badges.tsx';
import { kindWords, sourceWords } from '../server/server-words.ts';
import { originWords, statusWords } from './request-words.ts';

/** How a request stands, as a pill. */
export const StatusBadge = ({ status }: Pick<ServerRequest, 'status'>) => {
  const { label, tone, moving } = statusWords[status];
  return (
    <Badge tone={tone} dot={moving ? 'pulse' : 'still'}>
      {label}
    </Badge>
  );
};

/** One request of the queue; the whole row is the link. `who` asked for it. */
export const RequestRow = ({ request, who }: { request: ServerRequest; who: string }) => {
  const { id, draft, status, statusMessage, reason, origin, createdAt } = request;
  return (
    <li
      className={cn(
        'relative grid gap-x-4 gap-y-1 px-4 py-3 focus-within:bg-accent/60 hover:bg-muted/60',
        'grid-cols-[auto_minmax(0,1fr)] md:grid-cols-[auto_minmax(0,1fr)_12rem_8rem] md:items-center',
      )}
    >
      <span className="flex size-8 items-center justify-center rounded-md bg-accent text-primary">
        <SourceIcon source={draft.source} />
      </span>
      <span className="min-w-0">
        <Link
          to="/mcp/registry/installation-requests/$id"
          params={{ id }}
          data-row
          className="block truncate font-medium outline-none after:absolute after:inset-0 focus-visible:underline"
        >
          <MarkedText text={draft.title} />{' '}
          <span className="font-mono text-xs font-normal text-muted-foreground">
            {kindWords(draft.source)} · {sourceWords(draft.source)}
          </span>
        </Link>
        <span className="block truncate text-xs text-muted-foreground">
          {status === 'review' || status === 'collecting' ? reason || statusMessage : statusMessage}
        </span>
      </span>
      <span className="col-start-2 text-xs text-muted-foreground md:col-start-auto">
        {origin === 'kubernetes' ? originWords.kubernetes : who} · <Time at={createdAt} className="relative" />
      </span>
      <span className="col-start-2 md:col-start-auto md:justify-self-end">
        <StatusBadge status={status} />
      </span>
    </li>
  );
};
