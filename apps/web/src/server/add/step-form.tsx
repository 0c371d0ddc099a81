import { Card } from '@archestra/ui';
import type { ReactNode } from 'react';
import { ErrorNote } from '../../display/error-note.tsx';
import type { Draft } from './draft.ts';

/** What comes of the form: a server, a request, the same request once more, or another version of an item. */
export type Mode = 'install' | 'ask' | 'again' | 'version';

/** What every step of adding a server gets. */
export interface StepProps {
  mode: Mode;
  draft: Draft;
  problems: Partial<Record<string, string>>;
  onChange: (part: Partial<Draft>) => void;
  onNext: () => void;
  error: unknown;
  pending: boolean;
}

interface StepFormProps {
  mode: Mode;
  error: unknown;
  onSubmit: () => void;
  footer: ReactNode;
  children: ReactNode;
}

const failures: Record<Mode, string> = {
  install: 'The server was not added',
  ask: 'The request was not sent',
  again: 'The request was not sent again',
  version: 'The version was not added',
};

/** The card of one step: fields, what went wrong, and where to go next. */
export const StepForm = ({ mode, error, onSubmit, footer, children }: StepFormProps) => (
  <Card>
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <div className="grid gap-5 p-4 sm:p-5">
        {error !== null && error !== undefined && <ErrorNote error={error} what={failures[mode]} />}
        {children}
      </div>
      {footer && <footer className="flex items-center justify-end gap-2 border-t px-4 py-3 sm:px-5">{footer}</footer>}
    </form>
  </Card>
);
