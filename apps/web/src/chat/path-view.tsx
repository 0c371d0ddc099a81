import type { PathStep } from '@archestra/contracts';
import { cn } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { FileText, Gavel, History, Zap } from 'lucide-react';
import { MarkedText } from '../display/marked-text.tsx';

const kinds = {
  source: { icon: FileText, words: 'Source' },
  session: { icon: History, words: 'This chat' },
  rule: { icon: Gavel, words: 'Rule' },
  effect: { icon: Zap, words: 'Effect' },
} as const;

const Step = ({ step: { kind, text, callId }, isLast }: { step: PathStep; isLast: boolean }) => {
  const { icon: Icon, words } = kinds[kind];
  return (
    <li className="relative flex gap-2.5 pb-3 last:pb-0">
      {!isLast && <span aria-hidden className="absolute top-6 bottom-0 left-3 w-px bg-border" />}
      <span
        className={cn(
          'flex size-6 shrink-0 items-center justify-center rounded-full border bg-card',
          isLast && 'border-warning/40 bg-warning/10 text-warning',
        )}
      >
        <Icon aria-hidden className="size-3" />
      </span>
      <p className="min-w-0 pt-0.5 text-xs">
        <span className="mr-1.5 text-muted-foreground">{words}</span>
        <MarkedText text={text} />
        {callId && (
          <Link to="/mcp/logs/$id" params={{ id: callId }} className="ml-1.5 rounded-sm text-primary hover:underline">
            See that call
          </Link>
        )}
      </p>
    </li>
  );
};

/** The way from what was read to what was stopped. */
export const PathView = ({ path }: { path: readonly PathStep[] }) =>
  path.length === 0 ? null : (
    <ol aria-label="How this was decided">
      {path.map((step, index) => (
        <Step key={index} step={step} isLast={index === path.length - 1} />
      ))}
    </ol>
  );
