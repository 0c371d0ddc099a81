import type { CatalogItem, CatalogVersion } from '@archestra/contracts';
import { Button, Dialog, DialogContent, DialogFooter, Field, Input, Select } from '@archestra/ui';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { useCreateServer } from '../server/server.query.ts';
import { cleanAnswers, ConfigurationFields, isAnswered, type Answers } from './configuration-fields.tsx';

interface InstallFormProps {
  item: CatalogItem & { versions: CatalogVersion[] };
  onClose: () => void;
}

const InstallForm = ({ item, onClose }: InstallFormProps) => {
  const [versionId, setVersionId] = useState(item.latest.id);
  const [name, setName] = useState(item.name);
  const [answers, setAnswers] = useState<Answers>({});
  const install = useCreateServer();
  const navigate = useNavigate();
  const { fields } = item.versions.find(({ id }) => id === versionId) ?? item.latest;
  const submit = () =>
    install.mutate(
      { catalogItemId: item.id, catalogVersionId: versionId, name, configuration: cleanAnswers(answers) },
      { onSuccess: ({ id }) => void navigate({ to: '/mcp/registry/$id', params: { id } }) },
    );
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {install.error && <ErrorNote error={install.error} what="It was not installed" />}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Version">
          {(control) => (
            <Select
              {...control}
              value={versionId}
              options={item.versions.map(({ id, version }) => ({ value: id, label: version }))}
              onChange={setVersionId}
            />
          )}
        </Field>
        <Field label="Short name" hint="Becomes part of tool names: name__tool.">
          {(control) => (
            <Input {...control} value={name} spellCheck={false} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
      </div>
      <ConfigurationFields fields={fields} answers={answers} onChange={setAnswers} />
      <DialogFooter className="mt-1">
        <Button variant="outline" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" pending={install.isPending} disabled={!isAnswered(fields, answers)}>
          Install and start
        </Button>
      </DialogFooter>
    </form>
  );
};

/** Installs an item of the catalog; `item` opens it. */
export const InstallDialog = ({
  item,
  onClose,
}: {
  item: InstallFormProps['item'] | undefined;
  onClose: () => void;
}) => (
  <Dialog open={item !== undefined} onOpenChange={(open) => !open && onClose()}>
    {item && (
      <DialogContent
        title={`Install ${item.title}`}
        description="It starts at once. Nobody can call its tools before a profile grants them."
      >
        <InstallForm item={item} onClose={onClose} />
      </DialogContent>
    )}
  </Dialog>
);
