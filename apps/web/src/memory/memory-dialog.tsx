import type { Memory } from '@archestra/contracts';
import { Button, Dialog, DialogContent, DialogFooter, Field, Input, Textarea } from '@archestra/ui';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { useSetMemory } from './memory.query.ts';

const MemoryForm = ({ memory, onDone }: { memory: Memory | undefined; onDone: () => void }) => {
  const [name, setName] = useState(memory?.name ?? '');
  const [value, setValue] = useState(memory?.value ?? '');
  const set = useSetMemory();
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        set.mutate({ name: name.trim(), value }, { onSuccess: onDone });
      }}
    >
      {set.error && <ErrorNote error={set.error} what="It was not remembered" />}
      <Field label="Name" hint={memory ? undefined : 'An existing memory of this name is replaced.'}>
        {(control) => (
          <Input
            {...control}
            value={name}
            required
            maxLength={200}
            readOnly={memory !== undefined}
            placeholder="preferred language"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label="What to remember">
        {(control) => (
          <Textarea
            {...control}
            value={value}
            required
            maxLength={16_384}
            rows={4}
            onChange={(event) => setValue(event.target.value)}
          />
        )}
      </Field>
      <DialogFooter className="mt-1">
        <Button variant="outline" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" pending={set.isPending} disabled={name.trim() === '' || value === ''}>
          Remember
        </Button>
      </DialogFooter>
    </form>
  );
};

/** What the dialog is open for: a new memory, or an existing one. */
export type MemoryTarget = 'new' | Memory | undefined;

/** Writes a new memory or changes one. */
export const MemoryDialog = ({ target, onClose }: { target: MemoryTarget; onClose: () => void }) => (
  <Dialog open={target !== undefined} onOpenChange={onClose}>
    <DialogContent
      title={target === 'new' ? 'Remember something' : 'Change a memory'}
      description="Every client you connect can read it, in every chat."
    >
      <MemoryForm memory={target === 'new' ? undefined : target} onDone={onClose} />
    </DialogContent>
  </Dialog>
);
