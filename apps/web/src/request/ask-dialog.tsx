import type { CatalogItem } from '@archestra/contracts';
import { Button, Dialog, DialogContent, DialogFooter } from '@archestra/ui';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { cleanAnswers, ConfigurationFields, isAnswered, type Answers } from '../catalog/configuration-fields.tsx';
import { ErrorNote } from '../display/error-note.tsx';
import { useCreateRequest } from './request.query.ts';
import { WishFields, type Wish } from './wish-fields.tsx';

const AskForm = ({ item, onClose }: { item: CatalogItem; onClose: () => void }) => {
  const [wish, setWish] = useState<Wish>({ reason: '', profileIds: [] });
  const [answers, setAnswers] = useState<Answers>({});
  const ask = useCreateRequest();
  const navigate = useNavigate();
  const { fields } = item.latest;
  const submit = () =>
    ask.mutate(
      { catalogItemId: item.id, configuration: cleanAnswers(answers), ...wish },
      { onSuccess: ({ id }) => void navigate({ to: '/mcp/registry/installation-requests/$id', params: { id } }) },
    );
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {ask.error && <ErrorNote error={ask.error} what="Your request was not sent" />}
      <WishFields wish={wish} onChange={setWish} />
      <ConfigurationFields fields={fields} answers={answers} onChange={setAnswers} />
      <DialogFooter className="mt-1">
        <Button variant="outline" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" pending={ask.isPending} disabled={!isAnswered(fields, answers)}>
          Send request
        </Button>
      </DialogFooter>
    </form>
  );
};

/** Asks for an item of the catalog; `item` opens it. */
export const AskDialog = ({ item, onClose }: { item: CatalogItem | undefined; onClose: () => void }) => (
  <Dialog open={item !== undefined} onOpenChange={(open) => !open && onClose()}>
    {item && (
      <DialogContent
        title={`Ask for ${item.title}`}
        description="It is first run in a sandbox without network. A reviewer looks at what it did, and decides."
      >
        <AskForm item={item} onClose={onClose} />
      </DialogContent>
    )}
  </Dialog>
);
