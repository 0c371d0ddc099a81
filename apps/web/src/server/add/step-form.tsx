import { Button, Card } from '@archestra/ui';
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
  /** Leads to the short name when that is what was refused. */
  onRename?: (() => void) | undefined;
}

type StepFormProps = Pick<StepProps, 'mode' | 'error' | 'onRename' | 'problems'> & {
  onSubmit: () => void;
  footer: ReactNode;
  children: ReactNode;
};

const failures: Record<Mode, string> = {
  install: 'The server was not added',
  ask: 'The request was not sent',
  again: 'The request was not sent again',
  version: 'The version was not added',
};

const Refusal = ({ mode, error, onRename }: Pick<StepProps, 'mode' | 'error' | 'onRename'>) => (
  <ErrorNote
    error={error}
    what={onRename ? `${failures[mode]}, the short name is taken` : failures[mode]}
    action={
      onRename && (
        <Button variant="outline" size="sm" onClick={onRename}>
          Change the short name
        </Button>
      )
    }
  />
);

/** The card of one step: fields, and where to go next. What went wrong stands beside the button that was pressed: the form is long. */
export const StepForm = ({ mode, error, onRename, problems, onSubmit, footer, children }: StepFormProps) => (
  <Card>
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <div className="grid gap-5 p-4 sm:p-5">
        {children}
        {error !== null && error !== undefined && <Refusal mode={mode} error={error} onRename={onRename} />}
        {!error && Object.keys(problems).length > 0 && (
          <p role="alert" className="text-right text-xs text-destructive">
            Something above needs another look.
          </p>
        )}
      </div>
      {footer && <footer className="flex items-center justify-end gap-2 border-t px-4 py-3 sm:px-5">{footer}</footer>}
    </form>
  </Card>
);
