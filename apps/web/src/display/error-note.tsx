import { Alert, Button } from '@archestra/ui';
import type { ReactNode } from 'react';
import { describeError } from '../api/error.ts';

interface ErrorNoteProps {
  error: unknown;
  /** What could not be done: "The servers could not be loaded". */
  what?: string;
  onRetry?: () => void;
  /** What helps, when trying again does not. */
  action?: ReactNode;
  className?: string;
}

/** Says what did not work, whose fault it is and what to do. */
export const ErrorNote = ({ error, what, onRetry, action, className }: ErrorNoteProps) => {
  const { title, message, code } = describeError(error);
  return (
    <Alert
      tone="danger"
      title={what ? `${what}: ${title.charAt(0).toLowerCase()}${title.slice(1)}` : title}
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
      {message} <code className="font-mono text-xs">{code}</code>
    </Alert>
  );
};
