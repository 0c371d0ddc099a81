import { Alert, Button } from '@archestra/ui';
import type { ReactNode } from 'react';
import { ConsoleError, describeError } from '../api/error.ts';

interface ErrorNoteProps {
  error: unknown;
  /** What could not be done: "The servers could not be loaded". */
  what?: string;
  onRetry?: () => void;
  /** What helps, when trying again does not. */
  action?: ReactNode;
  className?: string;
}

const titleOf = (what: string, fault: string): string =>
  fault ? `${what}: ${fault.charAt(0).toLowerCase()}${fault.slice(1)}` : what;

/** Says what did not work, whose fault it is and what to do. */
export const ErrorNote = ({ error, what, onRetry, action, className }: ErrorNoteProps) => {
  const { title, message, code } = describeError(error);
  // What was not done says enough where nothing but the request is to blame; whose fault anything else is has to be said.
  const isRefusal = error instanceof ConsoleError && error.fault === 'client';
  return (
    <Alert
      tone="danger"
      title={what ? titleOf(what, isRefusal ? '' : title) : title}
      {...(className && { className })}
      action={
        onRetry ? (
          <Button variant="outline" size="sm" onClick={onRetry}>
            Try again
          </Button>
        ) : (
          action
        )
      }
    >
      {message} <code className="font-mono text-[11px] text-muted-foreground">{code}</code>
    </Alert>
  );
};
