import type { Prompt } from '@archestra/contracts';
import { Button, Dialog, DialogContent, DialogFooter, Field, Input, Textarea } from '@archestra/ui';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { slugOf } from '../display/format.ts';
import { useSavePrompt } from './prompt.query.ts';

const PromptForm = ({ prompt, onDone }: { prompt: Prompt | undefined; onDone: () => void }) => {
  const [title, setTitle] = useState(() => prompt?.title ?? '');
  const [name, setName] = useState(() => prompt?.name);
  const [text, setText] = useState(() => prompt?.text ?? '');
  const save = useSavePrompt();
  const shortName = name ?? slugOf(title);
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ id: prompt?.id, body: { name: shortName, title: title.trim(), text } }, { onSuccess: onDone });
      }}
    >
      {save.error && <ErrorNote error={save.error} what="The prompt was not saved" />}
      <Field label="Title">
        {(control) => (
          <Input
            {...control}
            value={title}
            required
            maxLength={200}
            placeholder="Summarize a ticket"
            onChange={(event) => setTitle(event.target.value)}
          />
        )}
      </Field>
      <Field label="Name" hint={`People type /${shortName || 'name'} in a chat.`}>
        {(control) => (
          <Input
            {...control}
            value={shortName}
            required
            maxLength={40}
            pattern="[a-z0-9]([a-z0-9\-]*[a-z0-9])?"
            title="Lower case letters, digits and single dashes"
            className="font-mono"
            onChange={(event) => setName(event.target.value.toLowerCase())}
          />
        )}
      </Field>
      <Field label="Text" hint="It is put into the message, where it can be changed before it is sent.">
        {(control) => (
          <Textarea
            {...control}
            value={text}
            required
            maxLength={20_000}
            className="max-h-80 min-h-32"
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <DialogFooter className="mt-1">
        <Button variant="outline" onClick={onDone}>
          Cancel
        </Button>
        <Button
          type="submit"
          pending={save.isPending}
          disabled={[title, shortName, text].some((words) => words.trim() === '')}
        >
          {prompt ? 'Save' : 'Add prompt'}
        </Button>
      </DialogFooter>
    </form>
  );
};

/** What the dialog is open for: a new prompt, or an existing one. */
export type PromptTarget = 'new' | Prompt | undefined;

/** Writes a new prompt or changes one. */
export const PromptDialog = ({ target, onClose }: { target: PromptTarget; onClose: () => void }) => (
  <Dialog open={target !== undefined} onOpenChange={onClose}>
    <DialogContent
      title={target === 'new' ? 'Add a prompt' : 'Change a prompt'}
      description="Everybody in the organization can begin a message with it."
    >
      <PromptForm prompt={target === 'new' ? undefined : target} onDone={onClose} />
    </DialogContent>
  </Dialog>
);
