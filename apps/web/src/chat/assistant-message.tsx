import { Badge, Button, CopyButton } from '@archestra/ui';
import { RefreshCw } from 'lucide-react';
import { memo } from 'react';
import { BranchSwitch } from './branch-switch.tsx';
import { failureWords } from './failure.ts';
import { FailureNote } from './failure-note.tsx';
import { Markdown } from './markdown.tsx';
import { piecesOf, textOf, type ConversationMessage, type Piece } from './message.ts';
import { ReasoningView } from './reasoning-view.tsx';
import { ToolCard } from './tool-card.tsx';
import { usePaced } from './use-paced.ts';
import { useSteady } from './use-steady.ts';

const Words = ({ text, isOpen }: { text: string; isOpen: boolean }) => <Markdown text={usePaced(text, isOpen)} />;

const PieceView = ({ piece }: { piece: Piece }) => {
  if (piece.kind === 'tool') return <ToolCard use={piece.use} />;
  if (piece.kind === 'reasoning') return <ReasoningView text={piece.text} isOpen={piece.isOpen} />;
  return <Words text={piece.text} isOpen={piece.isOpen} />;
};

/** Three dots while nothing can be read yet. */
export const Waiting = ({ words }: { words: string }) => (
  <p className="flex h-7 items-center gap-2 text-sm text-muted-foreground">
    <span aria-hidden className="flex gap-1">
      {[0, 150, 300].map((delay) => (
        <span
          key={delay}
          style={{ animationDelay: `${delay}ms` }}
          className="size-1.5 animate-pulse rounded-full bg-current motion-reduce:animate-none"
        />
      ))}
    </span>
    {words}
  </p>
);

interface AssistantMessageProps {
  message: ConversationMessage;
  all: readonly ConversationMessage[];
  /** It is being written. */
  isGrowing: boolean;
  isLast: boolean;
  isBusy: boolean;
  mayWrite: boolean;
  onRetry: (messageId?: string) => void;
  onShow: (message: ConversationMessage) => void;
  onModel: () => void;
}

const Actions = ({ message, all, isBusy, mayWrite, onRetry, onShow }: AssistantMessageProps) => {
  const { metadata } = message;
  const text = textOf(message);
  return (
    <div className="mt-1 -ml-1.5 flex min-h-7 flex-wrap items-center gap-x-0.5 text-muted-foreground">
      {text !== '' && <CopyButton text={text} />}
      {mayWrite && (
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Answer again"
          disabled={isBusy}
          onClick={() => onRetry(message.id)}
        >
          <RefreshCw />
        </Button>
      )}
      <BranchSwitch message={message} all={all} disabled={isBusy} onShow={onShow} />
      {metadata?.state === 'stopped' && <Badge className="ml-1.5">stopped</Badge>}
      {metadata?.model && (
        <span className="ml-1.5 truncate text-xs opacity-0 transition-opacity group-focus-within/message:opacity-100 group-hover/message:opacity-100 pointer-coarse:opacity-100">
          {metadata.model.model}
          {metadata.usage &&
            ` · ${(metadata.usage.inputTokens + metadata.usage.outputTokens).toLocaleString('en')} tokens`}
        </span>
      )}
    </div>
  );
};

const Pieces = ({ pieces, isGrowing }: { pieces: Piece[]; isGrowing: boolean }) => {
  const last = pieces.at(-1);
  const isReading = last?.kind === 'tool' && last.use.facts?.durationMs !== null;
  return (
    <div className="[&>*+*]:mt-2.5">
      {pieces.map((piece) => (
        <PieceView key={piece.key} piece={piece} />
      ))}
      {isGrowing && last === undefined && <Waiting words="" />}
      {isGrowing && isReading && <Waiting words="Reading the result" />}
    </div>
  );
};

/** What the model answered, with what it thought and called. */
export const AssistantMessage = memo((props: AssistantMessageProps) => {
  const { isGrowing, isLast, mayWrite, onRetry, onModel } = props;
  const message = useSteady(props.message, isGrowing);
  const error = isGrowing ? null : message.metadata?.error;
  return (
    <article aria-busy={isGrowing} className="group/message min-w-0">
      <h2 className="sr-only">Answer</h2>
      <Pieces pieces={piecesOf(message)} isGrowing={isGrowing} />
      {error && (
        <FailureNote
          failure={failureWords(error)}
          className="mt-3"
          {...(isLast && mayWrite && { onRetry: () => onRetry(message.id), onModel })}
        />
      )}
      {!isGrowing && <Actions {...props} message={message} />}
    </article>
  );
});
