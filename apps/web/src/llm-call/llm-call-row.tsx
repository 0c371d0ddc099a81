import { Badge, cn } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { ArrowRight } from 'lucide-react';
import { memo } from 'react';
import { count, formatMicros } from '../display/format.ts';
import { formatMicroUsd, formatTokens } from '../display/money.ts';
import { Time } from '../display/time.tsx';
import { isOtherModel, outcomeWords, sourceWords } from './llm-call-words.ts';
import type { ListedLlmCall } from './llm-call.query.ts';

/** The columns from the desktop up; before that a call is a few lines. */
export const columns =
  'lg:grid lg:grid-cols-[6.5rem_6rem_minmax(0,2fr)_minmax(0,1.2fr)_6.5rem_6rem_4.5rem] lg:items-center lg:gap-x-3';

const Model = ({ call: { id, requestedModel, usedModel } }: { call: ListedLlmCall }) => {
  const link = (
    <Link
      to="/llm/logs/$id"
      params={{ id }}
      className="min-w-0 truncate font-mono text-[13px] font-medium outline-none after:absolute after:inset-0 focus-visible:underline"
    >
      {requestedModel || 'No model named'}
    </Link>
  );
  if (!isOtherModel(requestedModel, usedModel)) return link;
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-1.5">
      {link}
      <ArrowRight aria-label="answered by" className="size-3.5 shrink-0 text-muted-foreground" />
      <span className="min-w-0 truncate font-mono text-[13px]">{usedModel}</span>
    </span>
  );
};

const Cost = ({ ledger }: Pick<ListedLlmCall, 'ledger'>) => {
  if (!ledger || ledger.costMicroUsd === null) return <span className="text-muted-foreground">–</span>;
  const saved = ledger.savedMicroUsd ?? 0;
  return (
    <>
      <span className="block">{formatMicroUsd(ledger.costMicroUsd)}</span>
      {saved > 0 && <span className="block text-success">{formatMicroUsd(saved)} saved</span>}
    </>
  );
};

const tokens = ({ inputTokens, outputTokens }: ListedLlmCall): string =>
  inputTokens === null ? '–' : `${formatTokens(inputTokens)} → ${formatTokens(outputTokens ?? 0)}`;

/** One call. `fresh` lets it light up when it has just arrived. */
export const LlmCallRow = memo(({ call, fresh }: { call: ListedLlmCall; fresh: boolean }) => (
  <li
    className={cn('relative px-4 py-2 focus-within:bg-muted/60 hover:bg-muted/60', columns, fresh && 'animate-arrive')}
  >
    <Time at={call.at} className="relative float-right text-xs text-muted-foreground lg:float-none" />
    <span className="flex gap-1.5 max-lg:mb-1">
      <Badge tone={outcomeWords[call.outcome].tone}>{outcomeWords[call.outcome].label}</Badge>
    </span>
    <span className="block min-w-0">
      <Model call={call} />
      {call.error && <span className="block truncate text-xs text-muted-foreground">{call.error.message}</span>}
      {call.heldToolCalls > 0 && (
        <span className="block truncate text-xs text-warning">
          {call.heldToolCalls} of {count(call.toolCalls, 'tool call')} not allowed
        </span>
      )}
    </span>
    <span className="block min-w-0 text-xs text-muted-foreground">
      <span className="truncate lg:block lg:text-[13px] lg:text-foreground">{call.userName}</span>
      <span className="max-lg:before:content-['_·_'] lg:block lg:truncate">
        {sourceWords[call.source].label}
        {call.profileName && ` · ${call.profileName}`}
      </span>
    </span>
    <span className="text-xs tabular-nums max-lg:mr-3 lg:text-right">
      {tokens(call)}
      <span className="lg:sr-only"> tokens</span>
    </span>
    <span className="inline-flex gap-2 text-xs tabular-nums max-lg:mr-3 lg:block lg:text-right">
      <Cost ledger={call.ledger} />
    </span>
    <span className="text-xs tabular-nums lg:text-right lg:text-[13px]">{formatMicros(call.durationUs)}</span>
  </li>
));
