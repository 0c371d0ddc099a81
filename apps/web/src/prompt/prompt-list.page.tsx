import type { Prompt } from '@archestra/contracts';
import { Button, Card, ConfirmDialog, EmptyState } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { MessageSquarePlus, Pencil, Plus, SquareSlash, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { SearchField } from '../display/search-field.tsx';
import { Time } from '../display/time.tsx';
import { useCan, useSession } from '../session/session.query.ts';
import { PromptDialog, type PromptTarget } from './prompt-dialog.tsx';
import { matches, useDeletePrompt, usePrompts } from './prompt.query.ts';

interface RowProps {
  prompt: Prompt;
  mayChange: boolean;
  mayChat: boolean;
  onEdit: () => void;
  onDelete: () => void;
}

const Row = ({ prompt: { name, title, text, updatedAt }, mayChange, mayChat, onEdit, onDelete }: RowProps) => (
  <li className="flex items-start gap-3 px-4 py-3">
    <div className="min-w-0 flex-1">
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <strong className="font-semibold wrap-anywhere">{title}</strong>
        <code className="font-mono text-xs text-primary">/{name}</code>
        <Time at={updatedAt} className="text-xs text-muted-foreground" />
      </p>
      <p className="mt-0.5 line-clamp-3 wrap-anywhere whitespace-pre-wrap text-muted-foreground">{text}</p>
    </div>
    <span className="flex">
      {mayChat && (
        <Button asChild variant="ghost" size="icon-sm">
          <Link to="/chat" search={{ prompt: name }} aria-label={`Begin a chat with ${title}`}>
            <MessageSquarePlus />
          </Link>
        </Button>
      )}
      {mayChange && (
        <>
          <Button variant="ghost" size="icon-sm" aria-label={`Change ${title}`} onClick={onEdit}>
            <Pencil />
          </Button>
          <Button variant="ghost" size="icon-sm" aria-label={`Delete ${title}`} onClick={onDelete}>
            <Trash2 />
          </Button>
        </>
      )}
    </span>
  </li>
);

const useMayChange = (): ((prompt: Prompt) => boolean) => {
  const can = useCan();
  const { user } = useSession();
  return ({ ownerId }) => can('prompt:manage') || (can('prompt:write') && ownerId === user.id);
};

/** The organization's library of prompts. */
export const PromptListPage = () => {
  const can = useCan();
  const prompts = usePrompts(true);
  const mayChange = useMayChange();
  const [words, setWords] = useState('');
  const [target, setTarget] = useState<PromptTarget>();
  const [doomed, setDoomed] = useState<Prompt>();
  const remove = useDeletePrompt();
  const add = can('prompt:write') && (
    <Button onClick={() => setTarget('new')}>
      <Plus aria-hidden />
      Add prompt
    </Button>
  );
  return (
    <Page
      name="Prompts"
      title="Prompts"
      description="Texts everybody in the organization can begin a message with. In a chat, type / and a few letters."
      actions={add}
    >
      <QueryView query={prompts} what="The prompts could not be loaded">
        {(items) => {
          const shown = items.filter((prompt) => matches(prompt, words));
          if (items.length === 0)
            return (
              <EmptyState icon={SquareSlash} title="No prompt has been added yet" action={add}>
                Write down what people ask again and again: how a ticket is summarized, how a release note sounds.
              </EmptyState>
            );
          return (
            <>
              <SearchField
                label="Search prompts"
                placeholder="Search titles and texts"
                value={words}
                onChange={setWords}
                className="mb-3 max-w-sm"
              />
              {shown.length === 0 ? (
                <p className="py-8 text-center text-muted-foreground">No prompt has these words.</p>
              ) : (
                <Card>
                  <ul className="divide-y">
                    {shown.map((prompt) => (
                      <Row
                        key={prompt.id}
                        prompt={prompt}
                        mayChange={mayChange(prompt)}
                        mayChat={can('chat:write')}
                        onEdit={() => setTarget(prompt)}
                        onDelete={() => setDoomed(prompt)}
                      />
                    ))}
                  </ul>
                </Card>
              )}
            </>
          );
        }}
      </QueryView>
      <PromptDialog target={target} onClose={() => setTarget(undefined)} />
      <ConfirmDialog
        open={doomed !== undefined}
        onOpenChange={() => setDoomed(undefined)}
        title={`Delete “${doomed?.title ?? ''}”?`}
        description="Nobody can begin a message with it any more. Chats that used it keep their text."
        action="Delete prompt"
        pending={remove.isPending}
        onConfirm={() => doomed && remove.mutate(doomed.id, { onSuccess: () => setDoomed(undefined) })}
      />
    </Page>
  );
};
