import type { Memory } from '@archestra/contracts';
import { Button, Card, ConfirmDialog, EmptyState } from '@archestra/ui';
import { BookMarked, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { Time } from '../display/time.tsx';
import { useCan } from '../session/session.query.ts';
import { MemoryDialog, type MemoryTarget } from './memory-dialog.tsx';
import { useDeleteMemory, useMemories } from './memory.query.ts';

interface RowProps {
  memory: Memory;
  mayWrite: boolean;
  onEdit: () => void;
  onDelete: () => void;
}

const Row = ({ memory: { name, value, updatedAt }, mayWrite, onEdit, onDelete }: RowProps) => (
  <li className="flex items-start gap-3 px-4 py-3">
    <div className="min-w-0 flex-1">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <strong className="font-semibold wrap-anywhere">{name}</strong>
        <Time at={updatedAt} className="text-xs text-muted-foreground" />
      </p>
      <p className="mt-0.5 wrap-anywhere whitespace-pre-wrap text-muted-foreground">{value}</p>
    </div>
    {mayWrite && (
      <span className="flex">
        <Button variant="ghost" size="icon-sm" aria-label={`Change ${name}`} onClick={onEdit}>
          <Pencil />
        </Button>
        <Button variant="ghost" size="icon-sm" aria-label={`Forget ${name}`} onClick={onDelete}>
          <Trash2 />
        </Button>
      </span>
    )}
  </li>
);

/** What the platform remembers for the signed-in person; changes by clients appear live. */
export const MemoryListPage = () => {
  const memories = useMemories();
  const mayWrite = useCan()('memory:write');
  const [target, setTarget] = useState<MemoryTarget>();
  const [doomed, setDoomed] = useState<string>();
  const forget = useDeleteMemory();
  const add = mayWrite && (
    <Button onClick={() => setTarget('new')}>
      <Plus aria-hidden />
      Remember something
    </Button>
  );
  return (
    <Page
      name="Memories"
      title="Memories"
      description="Facts your AI clients keep for you across chats. Clients set and delete them with tools; you see it here at once."
      actions={add}
    >
      <QueryView query={memories} what="The memories could not be loaded">
        {(data) =>
          data.length === 0 ? (
            <EmptyState icon={BookMarked} title="Nothing is remembered yet" action={add}>
              Write a first memory, or grant the memory tools in a profile and tell your AI client to remember
              something.
            </EmptyState>
          ) : (
            <Card>
              <ul className="divide-y">
                {data.map((memory) => (
                  <Row
                    key={memory.name}
                    memory={memory}
                    mayWrite={mayWrite}
                    onEdit={() => setTarget(memory)}
                    onDelete={() => setDoomed(memory.name)}
                  />
                ))}
              </ul>
            </Card>
          )
        }
      </QueryView>
      <MemoryDialog target={target} onClose={() => setTarget(undefined)} />
      <ConfirmDialog
        open={doomed !== undefined}
        onOpenChange={() => setDoomed(undefined)}
        title={`Forget “${doomed ?? ''}”?`}
        description="Your AI clients no longer find it. This cannot be undone."
        action="Forget"
        pending={forget.isPending}
        onConfirm={() => doomed !== undefined && forget.mutate(doomed, { onSuccess: () => setDoomed(undefined) })}
      />
    </Page>
  );
};
