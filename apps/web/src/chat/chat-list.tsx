import type { ChatSummary } from '@archestra/contracts';
import { Button, ConfirmDialog, SkeletonRows } from '@archestra/ui';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { SquarePen, SquareSlash } from 'lucide-react';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { SearchField } from '../display/search-field.tsx';
import { useCan } from '../session/session.query.ts';
import { useChats, useDeleteChat } from './chat.query.ts';
import { ChatRow } from './chat-row.tsx';
import { groupByDay } from './day-groups.ts';

interface GroupsProps {
  chats: ChatSummary[];
  mayWrite: boolean;
  onNavigate?: (() => void) | undefined;
  onDelete: (chat: ChatSummary) => void;
}

const Groups = ({ chats, mayWrite, onNavigate, onDelete }: GroupsProps) =>
  groupByDay(chats, new Date()).map(({ label, items }) => (
    <section key={label} aria-label={label} className="mb-3">
      <h2 className="px-2.5 pt-1 pb-1 text-xs font-medium text-muted-foreground">{label}</h2>
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-px">
        {items.map((chat) => (
          <li key={chat.id}>
            <ChatRow chat={chat} mayWrite={mayWrite} onNavigate={onNavigate} onDelete={() => onDelete(chat)} />
          </li>
        ))}
      </ul>
    </section>
  ));

const DeleteDialog = ({ chat, onClose }: { chat: ChatSummary | undefined; onClose: () => void }) => {
  const remove = useDeleteChat();
  const navigate = useNavigate();
  const open = useParams({ strict: false }).id;
  const confirm = ({ id }: ChatSummary) =>
    remove.mutate(id, {
      onSuccess: () => {
        onClose();
        if (open === id) void navigate({ to: '/chat' });
      },
    });
  return (
    <ConfirmDialog
      open={chat !== undefined}
      onOpenChange={onClose}
      title={`Delete “${chat?.title ?? ''}”?`}
      description="Its messages are gone for good. What its tools did, and the record of their calls, stays."
      action="Delete chat"
      pending={remove.isPending}
      onConfirm={() => chat && confirm(chat)}
    />
  );
};

const Top = ({ onNavigate }: { onNavigate?: (() => void) | undefined }) => {
  const can = useCan();
  const close = onNavigate && { onClick: onNavigate };
  return (
    <div className="flex gap-2">
      <Button asChild variant="outline" className="flex-1 justify-start bg-background">
        <Link to="/chat" {...close}>
          <SquarePen aria-hidden />
          New chat
        </Link>
      </Button>
      {can('prompt:read') && (
        <Button asChild variant="outline" size="icon" className="bg-background">
          <Link to="/chat/prompts" aria-label="Prompts of the organization" title="Prompts" {...close}>
            <SquareSlash />
          </Link>
        </Button>
      )}
    </div>
  );
};

const Found = ({ words, onNavigate }: { words: string; onNavigate?: (() => void) | undefined }) => {
  const mayWrite = useCan()('chat:write');
  const [doomed, setDoomed] = useState<ChatSummary>();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useChats(words);
  return (
    <div className="-mx-1 min-h-0 flex-1 overflow-y-auto px-1">
      {error && <ErrorNote error={error} what="The chats could not be loaded" onRetry={() => void refetch()} />}
      {!data && !error && <SkeletonRows count={7} />}
      {data && <Groups chats={data} mayWrite={mayWrite} onNavigate={onNavigate} onDelete={setDoomed} />}
      {data?.length === 0 && (
        <p className="px-2.5 py-4 text-sm text-muted-foreground">
          {words ? 'No chat has these words.' : 'Your chats will be here.'}
        </p>
      )}
      {hasNextPage && (
        <Button
          variant="ghost"
          size="sm"
          className="w-full text-muted-foreground"
          pending={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          Older chats
        </Button>
      )}
      <DeleteDialog chat={doomed} onClose={() => setDoomed(undefined)} />
    </div>
  );
};

/** The own chats, to be searched, opened, renamed and deleted. */
export const ChatList = ({ onNavigate }: { onNavigate?: () => void }) => {
  const [words, setWords] = useState('');
  return (
    <nav aria-label="Chats" className="flex min-h-0 flex-1 flex-col gap-2.5">
      <Top onNavigate={onNavigate} />
      <SearchField label="Search chats" placeholder="Search chats" value={words} onChange={setWords} />
      <Found words={words.trim()} onNavigate={onNavigate} />
    </nav>
  );
};
