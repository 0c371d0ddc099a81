import type { Label, PathStep, Reason } from '@archestra/contracts';
import { Badge, Card, CardBody, CardHeader, cn } from '@archestra/ui';
import { Gavel, ShieldCheck, ShieldX } from 'lucide-react';
import type { ReactNode } from 'react';
import { audienceWords, integrityWords } from '../server/contract-words.ts';
import { reasonWords } from './call-words.ts';
import { PathPicture } from './path-picture.tsx';

interface DecisionViewProps {
  decision: { outcome: 'allow' | 'deny' | 'approve' | 'none'; reason: Reason | null; path: PathStep[] };
  label: Label | null;
  /** What else led to it. */
  children?: ReactNode;
}

const verdicts = {
  allow: { words: 'Allowed', icon: ShieldCheck, tone: 'text-success' },
  deny: { words: 'Denied', icon: ShieldX, tone: 'text-warning' },
  approve: { words: 'Needs approval', icon: Gavel, tone: 'text-warning' },
  none: { words: 'Not decided', icon: ShieldX, tone: 'text-muted-foreground' },
};

/** What was decided, why, and the path that proves it. */
export const DecisionView = ({ decision, label, children }: DecisionViewProps) => {
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
        {decision.path.length > 0 && <PathPicture path={decision.path} end={decision.outcome} />}
        {children}
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
