import type { ToolCallSummary } from '@archestra/contracts';
import { Badge, cn } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { formatMicros } from '../display/format.ts';
import { Time } from '../display/time.tsx';
import { methodWords, outcomeWords, toneOf } from './call-words.ts';

/** The columns of the call log from the tablet up; on a phone a call is two lines. */
export const columns =
  'md:grid md:grid-cols-[6.5rem_7rem_minmax(0,2.2fr)_minmax(0,1fr)_minmax(0,1.3fr)_5rem] md:items-center md:gap-x-3';

const errorWords = (call: ToolCallSummary): string =>
  call.isError ? 'The tool reported an error' : (call.error?.message ?? '');

/** One call. `fresh` lets it light up when it has just arrived. */
export const CallRow = memo(({ call, fresh }: { call: ToolCallSummary; fresh: boolean }) => {
  const { label } = outcomeWords[call.outcome];
  const error = errorWords(call);
  return (
    <li
      className={cn(
        'relative px-4 py-2 focus-within:bg-muted/60 hover:bg-muted/60',
        columns,
        fresh && 'animate-arrive',
      )}
    >
      <Time at={call.at} className="relative float-right text-xs text-muted-foreground md:float-none" />
      <span className="flex gap-1.5 max-md:mb-1">
        <Badge tone={toneOf(call)}>{label}</Badge>
        {call.repeated > 1 && <Badge>×{call.repeated}</Badge>}
      </span>
      <span className="block min-w-0">
        <Link
          to="/mcp/logs/$id"
          params={{ id: call.id }}
          className="block truncate font-mono text-[13px] font-medium outline-none after:absolute after:inset-0 focus-visible:underline"
        >
          {call.name ?? methodWords(call.method)}
        </Link>
        {error && <span className="block truncate text-xs text-muted-foreground">{error}</span>}
      </span>
      <span className="truncate max-md:mr-3 max-md:text-xs max-md:text-muted-foreground md:text-[13px]">
        {call.serverName ?? '–'}
      </span>
      <span className="truncate text-xs text-muted-foreground max-md:mr-3">
        {call.userName ?? 'Nobody known'}
        {call.clientName && <span className="max-md:hidden"> · {call.clientName}</span>}
      </span>
      <span className="text-right text-xs tabular-nums md:text-[13px]">
        {call.outcome === 'refused' ? '–' : formatMicros(call.durationUs)}
      </span>
    </li>
  );
});
