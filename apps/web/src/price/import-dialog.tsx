import { Alert, Button, Dialog, DialogContent, DialogFooter, Field, Input } from '@archestra/ui';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { count } from '../display/format.ts';
import { useImportPrices } from './price.query.ts';
import { readTable } from './table-file.ts';

type Table = ReturnType<typeof readTable>;

const ImportForm = ({ onDone }: { onDone: () => void }) => {
  const [table, setTable] = useState<Table>();
  const run = useImportPrices();
  const choose = async (file: File | undefined) => {
    run.reset();
    setTable(file && readTable(await file.text()));
  };
  const entries = table && 'entries' in table ? table.entries : undefined;
  const done = run.data;
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (entries) run.mutate(entries);
      }}
    >
      {run.error && (
        <ErrorNote
          error={run.error}
          what="The import stopped; what was read until then is kept, and can be imported again"
        />
      )}
      <Field
        label="File"
        hint={
          entries
            ? `${count(Object.keys(entries).length, 'model')} in it.`
            : 'model_prices_and_context_window.json of LiteLLM, up to 4 MiB.'
        }
        error={table && 'problem' in table ? table.problem : undefined}
      >
        {(control) => (
          <Input
            {...control}
            type="file"
            accept=".json,application/json"
            className="h-auto py-1.5"
            onChange={(event) => void choose(event.target.files?.[0])}
          />
        )}
      </Field>
      {done && (
        <Alert tone="info" title={`${count(done.added, 'new price')}, ${count(done.changed, 'changed price')}`}>
          {done.unchanged.toLocaleString('en')} were known already; {done.skipped.toLocaleString('en')} entries have no
          price for tokens.
        </Alert>
      )}
      <DialogFooter className="mt-1">
        <Button variant="outline" onClick={onDone}>
          {done ? 'Close' : 'Cancel'}
        </Button>
        {!done && (
          <Button type="submit" pending={run.isPending} disabled={!entries}>
            Import
          </Button>
        )}
      </DialogFooter>
    </form>
  );
};

/** Reads a public table of prices into the catalog. */
export const ImportDialog = ({ open, onClose }: { open: boolean; onClose: () => void }) => (
  <Dialog open={open} onOpenChange={onClose}>
    <DialogContent
      title="Import prices"
      description="A model whose price differs gets the table's price from now on, also where you set another one yourself."
    >
      <ImportForm onDone={onClose} />
    </DialogContent>
  </Dialog>
);
