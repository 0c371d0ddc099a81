import { Button, CopyButton, Textarea } from '@archestra/ui';
import { Pencil } from 'lucide-react';
import { memo, useEffect, useRef, useState } from 'react';
import type { ConversationMessage } from './message.ts';
import { textOf } from './message.ts';
import { BranchSwitch } from './branch-switch.tsx';

interface EditProps {
  text: string;
  onDone: (text: string | undefined) => void;
}

const Edit = ({ text, onDone }: EditProps) => {
  const [words, setWords] = useState(text);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, [text.length]);
  const isSendable = words.trim() !== '' && words !== text;
  return (
    <form
      className="w-full"
      onSubmit={(event) => {
        event.preventDefault();
        if (isSendable) onDone(words);
      }}
    >
      <Textarea
        ref={field}
        aria-label="Change the message"
        value={words}
        maxLength={50_000}
        className="max-h-[50dvh]"
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onDone(undefined);
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          if (isSendable) onDone(words);
        }}
      />
      <div className="mt-2 flex items-center justify-end gap-2">
        <p className="mr-auto text-xs text-muted-foreground">What was answered before stays as another version.</p>
        <Button variant="outline" size="sm" onClick={() => onDone(undefined)}>
          Cancel
        </Button>
        <Button type="submit" size="sm" disabled={!isSendable}>
          Send
        </Button>
      </div>
    </form>
  );
};

interface UserMessageProps {
  message: ConversationMessage;
  all: readonly ConversationMessage[];
  isBusy: boolean;
  mayWrite: boolean;
  onEdit: (message: ConversationMessage, text: string) => void;
  onShow: (message: ConversationMessage) => void;
}

/** What the person said. */
export const UserMessage = memo(({ message, all, isBusy, mayWrite, onEdit, onShow }: UserMessageProps) => {
  const [isEditing, setIsEditing] = useState(false);
  const text = textOf(message);
  return (
    <article className="group/message flex flex-col items-end">
      <h2 className="sr-only">You said</h2>
      {isEditing ? (
        <Edit
          text={text}
          onDone={(next) => {
            setIsEditing(false);
            if (next !== undefined) onEdit(message, next);
          }}
        />
      ) : (
        <>
          <p className="max-w-[85%] rounded-2xl rounded-br-md bg-accent px-3.5 py-2 text-[0.9375rem] leading-6 wrap-anywhere whitespace-pre-wrap">
            {text}
          </p>
          <div className="mt-0.5 -mb-5 flex min-h-7 items-center opacity-0 transition-opacity group-focus-within/message:opacity-100 group-hover/message:opacity-100 has-[[role=group]]:opacity-100 pointer-coarse:opacity-100">
            <CopyButton text={text} className="text-muted-foreground" />
            {mayWrite && (
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label="Change and send again"
                disabled={isBusy}
                className="text-muted-foreground"
                onClick={() => setIsEditing(true)}
              >
                <Pencil />
              </Button>
            )}
            <BranchSwitch message={message} all={all} disabled={isBusy} onShow={onShow} />
          </div>
        </>
      )}
    </article>
  );
});
