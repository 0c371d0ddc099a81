import type { ChatToolCall } from '@archestra/contracts';
import { Badge, cn, CodeBlock, Spinner, type Tone } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { Check, ChevronRight, CircleSlash, Hand, ShieldX, TriangleAlert, type LucideIcon } from 'lucide-react';
import { memo, useState } from 'react';
import { reasonWords } from '../call/call-words.ts';
import { formatMicros } from '../display/format.ts';
import { MarkedText } from '../display/marked-text.tsx';
import { ApprovalCard } from './approval-card.tsx';
import type { ToolUse } from './message.ts';
import { PathView } from './path-view.tsx';
import { namesOf, outcomeOf, outcomeWords, outputText, shortArguments } from './tool-words.ts';

const icons: Record<ChatToolCall['outcome'], LucideIcon | null> = {
  running: null,
  waiting: Hand,
  answered: Check,
  failed: TriangleAlert,
  denied: ShieldX,
  declined: CircleSlash,
  expired: CircleSlash,
  interrupted: TriangleAlert,
  stopped: CircleSlash,
};
const tones: Record<Tone, string> = {
  neutral: 'text-muted-foreground',
  success: 'text-success',
  warning: 'text-warning',
  danger: 'text-destructive',
  info: 'text-info',
};

const SHOWN_LETTERS = 20_000;

const Exact = ({ caption, text }: { caption: string; text: string }) => (
  <CodeBlock code={text} caption={caption} wrap className="max-h-64">
    <MarkedText text={text.slice(0, SHOWN_LETTERS)} />
    {text.length > SHOWN_LETTERS && `\n… ${text.length - SHOWN_LETTERS} more characters; copy it to read all`}
  </CodeBlock>
);

const Why = ({ facts }: { facts: ChatToolCall }) => {
  const { detail } = outcomeWords[facts.outcome];
  const message = facts.error?.message ?? detail;
  return (
    <div className="grid gap-2.5">
      {message && <p className="text-[0.8125rem]">{message}</p>}
      {facts.reason && message !== reasonWords[facts.reason] && (
        <p className="text-xs text-muted-foreground">
          {reasonWords[facts.reason]} <code className="font-mono">{facts.reason}</code>
        </p>
      )}
      <PathView path={facts.path} />
    </div>
  );
};

const Output = ({ part }: { part: NonNullable<ToolUse['part']> }) => {
  if (part.state === 'output-available') return <Exact caption="Result" text={outputText(part.output)} />;
  return part.state === 'output-error' ? <Exact caption="Error" text={part.errorText} /> : null;
};

const isTrouble = (outcome: ChatToolCall['outcome']): boolean => !['running', 'waiting', 'answered'].includes(outcome);

const Inside = ({ use: { part, facts } }: { use: ToolUse }) => (
  <div className="grid gap-3 border-t px-3 py-3">
    {facts && isTrouble(facts.outcome) && <Why facts={facts} />}
    {part && <Exact caption="Arguments" text={JSON.stringify(part.input ?? {}, null, 2)} />}
    {part && !facts?.error && <Output part={part} />}
    {facts?.callId && (
      <Link
        to="/mcp/logs/$id"
        params={{ id: facts.callId }}
        className="w-fit rounded-sm text-xs text-primary hover:underline"
      >
        See this call in the record
      </Link>
    )}
  </div>
);

const Status = ({ use }: { use: ToolUse }) => {
  const outcome = outcomeOf(use);
  const { label, tone } = outcomeWords[outcome];
  const duration = use.facts?.durationMs;
  if (outcome === 'answered')
    return (
      <span className="text-xs text-muted-foreground tabular-nums">
        <span className="sr-only">{label}</span>
        {typeof duration === 'number' && formatMicros(duration * 1_000)}
      </span>
    );
  return <Badge tone={tone}>{label}</Badge>;
};

const Face = ({ use }: { use: ToolUse }) => {
  const outcome = outcomeOf(use);
  const Icon = icons[outcome];
  const { tool, server } = namesOf(use);
  return (
    <>
      <span className={cn('shrink-0', tones[outcomeWords[outcome].tone])}>
        {Icon ? <Icon aria-hidden className="size-4" /> : <Spinner className="size-4" />}
      </span>
      <span className="min-w-0 flex-1 truncate text-left">
        <span className="font-medium">{tool}</span>
        {server && <span className="text-muted-foreground"> · {server}</span>}
        <span className="ml-2 hidden font-mono text-xs text-muted-foreground sm:inline">
          {shortArguments(use.part?.input).slice(0, 200)}
        </span>
      </span>
      <Status use={use} />
    </>
  );
};

const speaksUp: readonly ChatToolCall['outcome'][] = ['denied', 'interrupted', 'failed'];

/** A call of a tool: folded to one line when it went well, with its reasons in view when it did not. */
export const ToolCard = memo(({ use }: { use: ToolUse }) => {
  const outcome = outcomeOf(use);
  const [choice, setChoice] = useState<boolean>();
  const isOpen = choice ?? speaksUp.includes(outcome);
  if (outcome === 'waiting' && use.facts?.approval)
    return <ApprovalCard approval={use.facts.approval} name={namesOf(use)} />;
  return (
    <section
      aria-label={`Tool ${namesOf(use).tool}`}
      className={cn(
        'my-2.5 overflow-hidden rounded-lg border bg-card text-sm shadow-card',
        outcome === 'denied' && 'border-warning/40',
        (outcome === 'failed' || outcome === 'interrupted') && 'border-destructive/35',
      )}
    >
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setChoice(!isOpen)}
        className="flex min-h-10 w-full items-center gap-2.5 px-3 py-1.5 hover:bg-muted/50 focus-visible:-outline-offset-2"
      >
        <Face use={use} />
        <ChevronRight
          aria-hidden
          className={cn('size-4 shrink-0 text-muted-foreground transition-transform', isOpen && 'rotate-90')}
        />
      </button>
      {isOpen && <Inside use={use} />}
    </section>
  );
});
