import { Card } from '@archestra/ui';
import type { ReactNode } from 'react';
import { ErrorNote } from '../../display/error-note.tsx';
import type { Draft } from './draft.ts';

/** What every step of adding a server gets. */
export interface StepProps {
  draft: Draft;
  problems: Partial<Record<string, string>>;
  onChange: (part: Partial<Draft>) => void;
  onNext: () => void;
  error: unknown;
  pending: boolean;
}

interface StepFormProps {
  error: unknown;
  onSubmit: () => void;
  footer: ReactNode;
  children: ReactNode;
}

/** The card of one step: fields, what went wrong, and where to go next. */
export const StepForm = ({ error, onSubmit, footer, children }: StepFormProps) => (
  <Card>
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <div className="grid gap-5 p-4 sm:p-5">
        {error !== null && error !== undefined && <ErrorNote error={error} what="The server was not added" />}
        {children}
      </div>
      <footer className="flex items-center justify-end gap-2 border-t px-4 py-3 sm:px-5">{footer}</footer>
    </form>
  </Card>
);
