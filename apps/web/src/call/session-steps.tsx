import type { consoleRoutes, RouteReply } from '@archestra/contracts';
import { Badge, Button, cn } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { History } from 'lucide-react';
import { useId, useState } from 'react';
import { MarkedText } from '../display/marked-text.tsx';
import { QueryView } from '../display/query-view.tsx';
import { Time } from '../display/time.tsx';
import { audienceWords, integrityWords } from '../server/contract-words.ts';
import { reasonWords } from './call-words.ts';
import { useCallSession } from './call.query.ts';

type Session = RouteReply<typeof consoleRoutes.getCallSession>;

const Steps = ({ session: { steps, label }, callId }: { session: Session; callId: string }) => (
  <div className="grid gap-2">
    <p className="text-xs text-muted-foreground">
      Now the session counts as{' '}
      <strong className="font-medium text-foreground">{integrityWords[label.integrity].label.toLowerCase()}</strong>.{' '}
      {audienceWords(label.audience).replace('the result', 'what it holds')}.
    </p>
    <ol aria-label="The session, step by step" className="divide-y rounded-md border">
      {steps.map((step, index) => (
        <li
          key={index}
          className={cn('flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2', step.callId === callId && 'bg-accent')}
        >
          <Time at={step.at} className="w-24 shrink-0 text-xs text-muted-foreground" />
          <Link
            to="/mcp/logs/$id"
            params={{ id: step.callId }}
            className="min-w-0 flex-1 basis-40 rounded-sm font-mono text-xs hover:underline"
          >
            <MarkedText text={step.name} />
          </Link>
          {step.label && (
            <Badge tone={step.label.integrity === 'trusted' ? 'success' : 'warning'}>
              {integrityWords[step.label.integrity].label} result
            </Badge>
          )}
          {step.reason && <span className="w-full text-xs text-muted-foreground">{reasonWords[step.reason]}</span>}
        </li>
      ))}
    </ol>
  </div>
);

/** What the session of a call has read and done, on demand. */
export const SessionSteps = ({ callId }: { callId: string }) => {
  const [isOpen, setOpen] = useState(false);
  const session = useCallSession(callId, isOpen);
  const id = useId();
  return (
    <div className="grid justify-items-start gap-2">
      <Button variant="outline" size="sm" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
        <History aria-hidden />
        {isOpen ? 'Hide the session' : 'Show what the session has seen'}
      </Button>
      <div id={id} className="w-full">
        {isOpen && (
          <QueryView query={session} what="The session could not be loaded">
            {(data) => <Steps session={data} callId={callId} />}
          </QueryView>
        )}
      </div>
    </div>
  );
};
