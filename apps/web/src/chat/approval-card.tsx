import type { Approval } from '@archestra/contracts';
import { Button, CodeBlock } from '@archestra/ui';
import { Check, Hand, X } from 'lucide-react';
import { useEffect, useId, useRef, type KeyboardEvent } from 'react';
import { ArgumentDifference } from '../approval/argument-difference.tsx';
import { ErrorNote } from '../display/error-note.tsx';
import { KeyHint } from '../display/key-hint.tsx';
import { MarkedText } from '../display/marked-text.tsx';
import { useCan } from '../session/session.query.ts';
import { useDecideApproval } from './approval.query.ts';
import { Countdown } from './countdown.tsx';
import { PathView } from './path-view.tsx';

/** Keys that were on their way when the question took the focus are no answer to it. */
const READ_MS = 1_000;

/** Whoever has a place on the page keeps it, above all one where they type; else they are led to the question. */
const isBusy = (): boolean => {
  const at = document.activeElement;
  return at !== null && at !== document.body;
};

/** Asks the person whether exactly this call may be made, once. */
export const ApprovalCard = ({
  approval,
  name,
}: {
  approval: Approval;
  name: { tool: string; server: string | null };
}) => {
  const decide = useDecideApproval(approval.id);
  const mayDecide = useCan()('approval:write');
  const card = useRef<HTMLElement>(null);
  const shownAt = useRef(Infinity);
  const title = useId();
  useEffect(() => {
    shownAt.current = Date.now();
    if (!isBusy()) card.current?.focus({ preventScroll: true });
  }, []);
  const text = JSON.stringify(approval.arguments, null, 2);
  const isDone = decide.isPending || decide.isSuccess;
  const press = (event: KeyboardEvent) => {
    if (isDone || !mayDecide || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (Date.now() - shownAt.current < READ_MS) return;
    const outcome = ({ a: 'approved', d: 'declined' } as const)[event.key];
    if (!outcome) return;
    event.preventDefault();
    decide.mutate(outcome);
  };
  return (
    <section
      ref={card}
      tabIndex={-1}
      aria-labelledby={title}
      onKeyDown={press}
      className="my-3 overflow-hidden rounded-lg border border-warning-edge bg-card shadow-card outline-offset-2"
    >
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-warning-edge bg-warning-surface px-3.5 py-2.5">
        <Hand aria-hidden className="size-4 shrink-0 text-warning" />
        <h3 id={title} className="min-w-0 flex-1 text-sm font-semibold wrap-anywhere">
          May {name.tool} of {approval.serverName} be called?
        </h3>
        <Countdown expiresAt={approval.expiresAt} />
      </header>
      <div className="grid gap-3 px-3.5 py-3 text-sm">
        <p className="text-[0.8125rem]">{approval.message}</p>
        <CodeBlock code={text} caption="Exactly these arguments, once" wrap className="max-h-72">
          <MarkedText text={text} />
        </CodeBlock>
        <ArgumentDifference approval={approval} />
        <PathView path={approval.path} />
        {decide.error && <ErrorNote error={decide.error} what="Your answer did not get through" />}
      </div>
      {mayDecide && (
        <footer className="flex flex-wrap justify-end gap-2 border-t px-3.5 py-2.5">
          <Button
            variant="outline"
            disabled={isDone}
            pending={decide.isPending && decide.variables === 'declined'}
            onClick={() => decide.mutate('declined')}
          >
            <X aria-hidden />
            Decline <KeyHint>D</KeyHint>
          </Button>
          <Button
            disabled={isDone}
            pending={decide.isPending && decide.variables === 'approved'}
            onClick={() => decide.mutate('approved')}
          >
            <Check aria-hidden />
            Approve once <KeyHint>A</KeyHint>
          </Button>
        </footer>
      )}
    </section>
  );
};
