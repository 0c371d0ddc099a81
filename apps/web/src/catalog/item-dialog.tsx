import type { CatalogItem } from '@archestra/contracts';
import { Button, Dialog, DialogContent, DialogFooter, Field, Input, Textarea } from '@archestra/ui';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { useUpdateItem } from './catalog.query.ts';
import { labelsOf } from './labels.ts';
import { VisibilityField } from './visibility-field.tsx';

const ItemForm = ({ item, onClose }: { item: CatalogItem; onClose: () => void }) => {
  const [title, setTitle] = useState(item.title);
  const [description, setDescription] = useState(item.description);
  const [labels, setLabels] = useState(item.labels.join(', '));
  const [visibility, setVisibility] = useState(item.visibility);
  const save = useUpdateItem(item.id);
  const submit = () =>
    save.mutate(
      { title: title.trim(), description: description.trim(), labels: labelsOf(labels), visibility },
      { onSuccess: onClose },
    );
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {save.error && <ErrorNote error={save.error} what="It was not saved" />}
      <Field label="Title">
        {(control) => (
          <Input {...control} value={title} maxLength={120} onChange={(event) => setTitle(event.target.value)} />
        )}
      </Field>
      <Field label="Description">
        {(control) => (
          <Textarea
            {...control}
            value={description}
            maxLength={2_000}
            onChange={(event) => setDescription(event.target.value)}
          />
        )}
      </Field>
      <Field label="Labels" hint="Separated by commas.">
        {(control) => <Input {...control} value={labels} onChange={(event) => setLabels(event.target.value)} />}
      </Field>
      <VisibilityField value={visibility} onChange={setVisibility} />
      <DialogFooter className="mt-1">
        <Button variant="outline" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" pending={save.isPending} disabled={title.trim() === ''}>
          Save
        </Button>
      </DialogFooter>
    </form>
  );
};

/** Changes what people read of an item and who sees it; what runs is a matter of versions. */
export const ItemDialog = ({ item, onClose }: { item: CatalogItem | undefined; onClose: () => void }) => (
  <Dialog open={item !== undefined} onOpenChange={(open) => !open && onClose()}>
    {item && (
      <DialogContent title={`Edit ${item.title}`}>
        <ItemForm item={item} onClose={onClose} />
      </DialogContent>
    )}
  </Dialog>
);
