import { Alert, Button } from '@archestra/ui';
import type { ReactNode } from 'react';
import { useCan } from '../session/session.query.ts';
import type { Failure, Help } from './failure.ts';

interface FailureNoteProps {
  failure: Failure;
  onRetry?: (() => void) | undefined;
  onModel?: (() => void) | undefined;
  className?: string;
}

interface Remedy {
  help: Help;
  element: ReactNode;
}

/** Why there is no answer, and what helps. */
export const FailureNote = ({ failure, onRetry, onModel, className }: FailureNoteProps) => {
  const can = useCan();
  const { title, message, code, help } = failure;
  const remedies: Remedy[] = [
    ...(can('budget:read')
      ? [{ help: 'budget' as const, element: <a href="/llm/cost/limits">See the budgets</a> }]
      : []),
    ...(onModel
      ? [
          {
            help: 'model' as const,
            element: (
              <button type="button" onClick={onModel}>
                Choose another model
              </button>
            ),
          },
        ]
      : []),
    ...(onRetry
      ? [
          {
            help: 'retry' as const,
            element: (
              <button type="button" onClick={onRetry}>
                Try again
              </button>
            ),
          },
        ]
      : []),
  ];
  const shown = remedies.filter((remedy) => help.includes(remedy.help));
  return (
    <Alert
      tone="danger"
      title={title}
      {...(className && { className })}
      {...(shown.length > 0 && {
        action: (
          <span className="flex flex-wrap gap-2">
            {shown.map((remedy) => (
              <Button key={remedy.help} asChild variant="outline" size="sm">
                {remedy.element}
              </Button>
            ))}
          </span>
        ),
      })}
    >
      {message} <code className="font-mono text-[11px] text-muted-foreground">{code}</code>
    </Alert>
  );
};
