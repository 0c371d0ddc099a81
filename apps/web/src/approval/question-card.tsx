import type { Approval } from '@archestra/contracts';
import { Button, CodeBlock, cn, Field, Textarea } from '@archestra/ui';
import { Check, X } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { PathPicture } from '../call/path-picture.tsx';
import { Countdown } from '../chat/countdown.tsx';
import { ErrorNote } from '../display/error-note.tsx';
import { KeyHint } from '../display/key-hint.tsx';
import { MarkedText } from '../display/marked-text.tsx';
import { useShortcuts } from '../display/shortcuts.ts';
import { Time } from '../display/time.tsx';
import { useCan } from '../session/session.query.ts';
import { useDecide } from './approval.query.ts';
import { ArgumentDifference } from './argument-difference.tsx';

/** Whether the time to answer is over. */
const useIsOver = (expiresAt: string): boolean => {
  const [isOver, setOver] = useState(() => new Date(expiresAt).getTime() <= Date.now());
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), new Date(expiresAt).getTime() - Date.now());
    return () => clearTimeout(timer);
  }, [expiresAt]);
  return isOver;
};

/** What exactly is asked: arguments, what differs, and why it is asked at all. */
export const Question = ({ approval }: { approval: Approval }) => {
  const text = JSON.stringify(approval.arguments, null, 2);
  return (
    <>
      <p>{approval.message}</p>
      {approval.path.length > 0 && (
        <PathPicture path={approval.path} end={approval.status === 'used' ? 'allow' : 'approve'} />
      )}
      <CodeBlock code={text} caption="Exactly these arguments, once" wrap className="max-h-72">
        <MarkedText text={text} />
      </CodeBlock>
      <ArgumentDifference approval={approval} />
    </>
  );
};

interface AnswerProps {
  approval: Approval;
  /** Whether the keys a and d answer this question. */
  isChosen: boolean;
}

const Answer = ({ approval, isChosen }: AnswerProps) => {
  const decide = useDecide(approval.id);
  const [note, setNote] = useState('');
  const isOver = useIsOver(approval.expiresAt);
  const isDone = isOver || decide.isPending || decide.isSuccess;
  const answer = (outcome: 'approved' | 'declined') => decide.mutate({ outcome, note: note.trim() || null });
  const press = (outcome: 'approved' | 'declined') => (isChosen && !isDone ? () => answer(outcome) : undefined);
  useShortcuts({ a: press('approved'), d: press('declined') });
  return (
    <footer className="grid gap-3 border-t px-4 py-3">
      {decide.error && <ErrorNote error={decide.error} what="Your answer did not get through" />}
      <Field label="Note" hint="On record with your answer; the model is not told.">
        {(control) => (
          <Textarea
            {...control}
            value={note}
            maxLength={500}
            rows={1}
            className="min-h-8.5"
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
      <div className="flex flex-wrap items-center justify-end gap-2">
        {isOver && <p className="mr-auto text-muted-foreground">The time to answer is over. The call was not made.</p>}
        <Button
          variant="outline"
          disabled={isDone}
          pending={decide.isPending && decide.variables.outcome === 'declined'}
          onClick={() => answer('declined')}
        >
          <X aria-hidden />
          Decline {isChosen && <KeyHint>D</KeyHint>}
        </Button>
        <Button
          disabled={isDone}
          pending={decide.isPending && decide.variables.outcome === 'approved'}
          onClick={() => answer('approved')}
        >
          <Check aria-hidden />
          Approve once {isChosen && <KeyHint>A</KeyHint>}
        </Button>
      </div>
    </footer>
  );
};

interface QuestionCardProps extends AnswerProps {
  /** Who makes the call, in words. */
  asker: string;
  onChoose: () => void;
}

/** A call that waits: what exactly is asked for, why, and the two answers. */
export const QuestionCard = ({ approval, asker, isChosen, onChoose }: QuestionCardProps) => {
  const title = useId();
  const mayAnswer = useCan()('approval:write');
  return (
    <article
      aria-labelledby={title}
      onFocus={onChoose}
      onPointerDown={onChoose}
      className={cn(
        'scroll-mt-16 rounded-lg border bg-card shadow-card',
        isChosen && 'border-primary ring-1 ring-primary',
      )}
    >
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-3">
        <h2 id={title} className="min-w-0 flex-1 font-semibold wrap-anywhere">
          May <MarkedText text={approval.tool} className="font-mono text-[0.9em]" /> of {approval.serverName} be called?
        </h2>
        <Countdown expiresAt={approval.expiresAt} />
        <p className="w-full text-xs text-muted-foreground">
          Asked for {asker}, <Time at={approval.requestedAt} />
        </p>
      </header>
      <div className="grid gap-3 px-4 py-3">
        <Question approval={approval} />
      </div>
      {mayAnswer && <Answer approval={approval} isChosen={isChosen} />}
    </article>
  );
};
