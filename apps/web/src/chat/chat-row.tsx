import type { ChatSummary } from '@archestra/contracts';
import {
  Button,
  cn,
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
  Input,
} from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { Ellipsis, Hand, Pencil, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useUpdateChat } from './chat.query.ts';

const Rename = ({ chat: { id, title }, onDone }: { chat: ChatSummary; onDone: () => void }) => {
  const update = useUpdateChat(id);
  const [words, setWords] = useState(title);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // After the menu that led here has given the focus back.
    const timer = setTimeout(() => field.current?.select(), 0);
    return () => clearTimeout(timer);
  }, []);
  const save = () => {
    const next = words.trim();
    if (next !== '' && next !== title) update.mutate({ title: next });
    onDone();
  };
  return (
    <Input
      ref={field}
      aria-label="Title of the chat"
      value={words}
      maxLength={200}
      className="h-8"
      onChange={(event) => setWords(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save();
        if (event.key === 'Escape') onDone();
      }}
    />
  );
};

const RunMark = ({ run }: Pick<ChatSummary, 'run'>) => {
  if (!run) return null;
  if (run.state === 'waiting')
    return <Hand role="img" aria-label="waits for your approval" className="size-3.5 shrink-0 text-warning" />;
  return (
    <span
      role="img"
      aria-label="is being answered"
      className="size-1.5 shrink-0 animate-pulse rounded-full bg-primary motion-reduce:animate-none"
    />
  );
};

interface ChatRowProps {
  chat: ChatSummary;
  mayWrite: boolean;
  onNavigate?: (() => void) | undefined;
  onDelete: () => void;
}

/** One chat of the list: opens it, renames it, deletes it. */
export const ChatRow = ({ chat, mayWrite, onNavigate, onDelete }: ChatRowProps) => {
  const [isRenaming, setIsRenaming] = useState(false);
  if (isRenaming) return <Rename chat={chat} onDone={() => setIsRenaming(false)} />;
  return (
    <div className="group/row relative">
      <Link
        to="/chat/$id"
        params={{ id: chat.id }}
        {...(onNavigate && { onClick: onNavigate })}
        className={cn(
          'block min-h-8 rounded-md px-2.5 py-1.5 text-sm transition-colors hover:bg-muted pointer-coarse:py-2.5',
          mayWrite && 'pr-9',
        )}
        activeProps={{ className: 'bg-accent font-medium' }}
      >
        <span className="flex items-center gap-2">
          <span className="min-w-0 flex-1 truncate">{chat.title}</span>
          <RunMark run={chat.run} />
        </span>
        {chat.excerpt && (
          <span className="mt-0.5 line-clamp-2 text-xs font-normal wrap-anywhere text-muted-foreground">
            {chat.excerpt}
          </span>
        )}
      </Link>
      {mayWrite && (
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={`What to do with “${chat.title}”`}
              className="absolute top-0.5 right-0.5 text-muted-foreground opacity-0 group-hover/row:opacity-100 focus-visible:opacity-100 data-[state=open]:opacity-100 pointer-coarse:top-1.5 pointer-coarse:opacity-100"
            >
              <Ellipsis />
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="start" onCloseAutoFocus={(event) => isRenaming && event.preventDefault()}>
            <DropdownMenuItem onSelect={() => setIsRenaming(true)}>
              <Pencil aria-hidden />
              Rename
            </DropdownMenuItem>
            <DropdownMenuItem tone="destructive" onSelect={onDelete}>
              <Trash2 aria-hidden />
              Delete
            </DropdownMenuItem>
          </DropdownMenuContent>
        </DropdownMenu>
      )}
    </div>
  );
};
