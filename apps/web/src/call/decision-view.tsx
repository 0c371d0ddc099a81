import type { Label, PathStep, Reason } from '@archestra/contracts';
import { Badge, Card, CardBody, CardHeader, cn } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { FileText, Gavel, History, ShieldCheck, ShieldX, Zap } from 'lucide-react';
import { audienceWords, integrityWords } from '../server/contract-words.ts';
import { reasonWords } from './call-words.ts';

const steps = {
  source: { icon: FileText, words: 'Source' },
  session: { icon: History, words: 'Session' },
  rule: { icon: Gavel, words: 'Rule' },
  effect: { icon: Zap, words: 'Effect' },
} as const;

const Step = ({ step, isLast }: { step: PathStep; isLast: boolean }) => {
  const { icon: Icon, words } = steps[step.kind];
  return (
    <li className="relative flex gap-3 pb-4 last:pb-0">
      {!isLast && <span aria-hidden className="absolute top-7 bottom-0 left-3.5 w-px bg-border" />}
      <span
        className={cn(
          'flex size-7 shrink-0 items-center justify-center rounded-full border bg-card',
          isLast && 'border-warning/40 bg-warning/10 text-warning',
        )}
      >
        <Icon aria-hidden className="size-3.5" />
      </span>
      <div className="min-w-0 pt-0.5">
        <p className="text-xs text-muted-foreground">{words}</p>
        <p className="wrap-anywhere">{step.text}</p>
        {step.callId && (
          <Link
            to="/mcp/logs/$id"
            params={{ id: step.callId }}
            className="rounded-sm text-xs text-primary hover:underline"
          >
            See that call
          </Link>
        )}
      </div>
    </li>
  );
};

interface DecisionViewProps {
  decision: { outcome: 'allow' | 'deny' | 'approve' | 'none'; reason: Reason | null; path: PathStep[] };
  label: Label | null;
}

const verdicts = {
  allow: { words: 'Allowed', icon: ShieldCheck, tone: 'text-success' },
  deny: { words: 'Denied', icon: ShieldX, tone: 'text-warning' },
  approve: { words: 'Needs approval', icon: Gavel, tone: 'text-warning' },
  none: { words: 'Not decided', icon: ShieldX, tone: 'text-muted-foreground' },
};

/** What was decided, why, and the path that proves it. */
export const DecisionView = ({ decision, label }: DecisionViewProps) => {
  const { words, icon: Icon, tone } = verdicts[decision.outcome];
  return (
    <Card>
      <CardHeader title="Decision" />
      <CardBody className="grid gap-4">
        <div className="flex items-start gap-2.5">
          <Icon aria-hidden className={cn('mt-0.5 size-5 shrink-0', tone)} />
          <div>
            <p className="font-semibold">{words}</p>
            {decision.reason && (
              <p className="text-muted-foreground">
                {reasonWords[decision.reason]} <code className="font-mono text-xs">{decision.reason}</code>
              </p>
            )}
            {decision.outcome === 'none' && (
              <p className="text-muted-foreground">The call ended before there was anything to decide.</p>
            )}
          </div>
        </div>
        {decision.path.length > 0 && (
          <ol aria-label="How this was decided">
            {decision.path.map((step, index) => (
              <Step key={index} step={step} isLast={index === decision.path.length - 1} />
            ))}
          </ol>
        )}
        {label && (
          <p className="flex flex-wrap items-center gap-2 border-t pt-3">
            <span className="text-muted-foreground">The answer is</span>
            <Badge tone={label.integrity === 'trusted' ? 'success' : 'warning'}>
              {integrityWords[label.integrity].label}
            </Badge>
            <span className="text-xs text-muted-foreground">{audienceWords(label.audience)}.</span>
          </p>
        )}
      </CardBody>
    </Card>
  );
};
