import type { PathStep } from '@archestra/contracts';
import { cn } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { ArrowDown, ArrowRight, FileText, Gavel, Hand, History, OctagonX, Zap } from 'lucide-react';
import { MarkedText } from '../display/marked-text.tsx';

const kinds = {
  source: { icon: FileText, words: 'Source', tone: 'text-info' },
  session: { icon: History, words: 'Session', tone: 'text-primary' },
  rule: { icon: Gavel, words: 'Rule', tone: 'text-muted-foreground' },
  effect: { icon: Zap, words: 'Effect', tone: 'text-warning' },
} as const;

/** How the way ends: the call went on, was stopped, or waits for a person. */
type PathEnd = 'allow' | 'deny' | 'approve' | 'none';

const Arrow = ({ stops }: { stops: 'deny' | 'approve' | undefined }) => {
  const Stop = stops === 'approve' ? Hand : OctagonX;
  return (
    <span
      aria-hidden
      className={cn(
        'flex shrink-0 items-center justify-center gap-1 self-center py-1 text-muted-foreground @2xl:flex-col @2xl:px-1.5 @2xl:py-0',
        stops && 'text-warning',
      )}
    >
      {stops && <Stop className="size-4" />}
      <ArrowDown className={cn('size-4 @2xl:hidden', stops && 'opacity-50')} />
      <ArrowRight className={cn('hidden size-4 @2xl:block', stops && 'opacity-50')} />
    </span>
  );
};

const stopWords = { deny: 'Stopped here: ', approve: 'Waits for a person here: ' };

interface NodeProps {
  step: PathStep;
  stops: 'deny' | 'approve' | undefined;
}

const Node = ({ step: { kind, text, callId }, stops }: NodeProps) => {
  const { icon: Icon, words, tone } = kinds[kind];
  return (
    <div
      className={cn(
        'flex min-w-0 flex-1 flex-col gap-1 rounded-lg border bg-card px-3 py-2.5',
        stops && 'border-dashed border-warning-edge bg-warning-surface',
      )}
    >
      <p className="flex items-center gap-1.5 text-xs font-medium text-muted-foreground">
        <Icon aria-hidden className={cn('size-3.5', tone)} />
        {words}
      </p>
      <p className="text-sm">
        {stops && <span className="sr-only">{stopWords[stops]}</span>}
        <MarkedText text={text} />
      </p>
      {callId && (
        <Link
          to="/mcp/logs/$id"
          params={{ id: callId }}
          className="mt-auto self-start rounded-sm pt-0.5 text-xs text-primary hover:underline"
        >
          See that call
        </Link>
      )}
    </div>
  );
};

/** The way from what was read to what was to happen, drawn: side by side where there is room, else one below the other. */
export const PathPicture = ({ path, end }: { path: readonly PathStep[]; end: PathEnd }) => {
  const stop = end === 'deny' || end === 'approve' ? end : undefined;
  return (
    <div className="@container">
      <ol aria-label="How this was decided" className="flex flex-col @2xl:flex-row">
        {path.map((step, index) => {
          const stops = index === path.length - 1 ? stop : undefined;
          return (
            <li key={index} className="flex min-w-0 flex-1 flex-col @2xl:flex-row">
              {index > 0 && <Arrow stops={stops} />}
              <Node step={step} stops={stops} />
            </li>
          );
        })}
      </ol>
    </div>
  );
};
