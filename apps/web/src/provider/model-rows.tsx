import { ModelName, type ProviderModel } from '@archestra/contracts';
import { Button, Input } from '@archestra/ui';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { count } from '../display/format.ts';

interface ModelRowsProps {
  models: readonly ProviderModel[];
  onChange: (models: ProviderModel[]) => void;
  error?: string | undefined;
}

const SHOWN = 100;

const limitOf = (text: string): number | null => {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : null;
};

interface RowProps {
  model: ProviderModel;
  onChange: (model: ProviderModel) => void;
  onRemove: () => void;
}

const Row = ({ model, onChange, onRemove }: RowProps) => (
  <tr>
    <th scope="row" className="py-1 pr-2 pl-3 text-left font-mono text-xs font-normal wrap-anywhere">
      {model.id}
    </th>
    {(['contextTokens', 'maxOutputTokens'] as const).map((limit) => (
      <td key={limit} className="w-20 py-1 pr-1.5 sm:w-28">
        <Input
          inputMode="numeric"
          aria-label={`${limit === 'contextTokens' ? 'Context' : 'Longest answer'} of ${model.id} in tokens`}
          placeholder="not known"
          className="h-7 px-2 text-right text-xs tabular-nums sm:text-xs"
          value={model[limit] ?? ''}
          onChange={(event) => onChange({ ...model, [limit]: limitOf(event.target.value) })}
        />
      </td>
    ))}
    <td className="w-8 py-1 pr-1">
      <Button variant="ghost" size="icon-sm" aria-label={`Remove ${model.id}`} onClick={onRemove}>
        <X />
      </Button>
    </td>
  </tr>
);

const AddRow = ({ known, onAdd }: { known: readonly ProviderModel[]; onAdd: (id: string) => void }) => {
  const [text, setText] = useState('');
  const id = text.trim();
  const isNew = ModelName.safeParse(id).success && !known.some((model) => model.id === id);
  const add = () => {
    if (!isNew) return;
    onAdd(id);
    setText('');
  };
  return (
    <div className="flex gap-2 border-t p-2">
      <Input
        aria-label="Model to add"
        placeholder="Add a model as the provider calls it"
        className="h-7 font-mono text-xs sm:text-xs"
        value={text}
        maxLength={200}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add();
        }}
      />
      <Button variant="outline" size="sm" disabled={!isNew} onClick={add}>
        <Plus aria-hidden />
        Add
      </Button>
    </div>
  );
};

/** The models people may ask for, with the limits the provider tells. */
export const ModelRows = ({ models, onChange, error }: ModelRowsProps) => {
  const [words, setWords] = useState('');
  const found = models.filter(({ id }) => id.toLowerCase().includes(words.toLowerCase()));
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 flex w-full items-baseline justify-between font-medium">
        Models
        <span className="text-xs font-normal text-muted-foreground">{count(models.length, 'model')}</span>
      </legend>
      <div className="overflow-hidden rounded-md border bg-card">
        {models.length > 8 && (
          <Input
            type="search"
            aria-label="Search the models"
            placeholder="Search"
            className="rounded-none border-0 border-b shadow-none"
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        )}
        {found.length > 0 && (
          <div className="max-h-60 overflow-auto">
            <table className="w-full">
              <thead className="text-xs text-muted-foreground">
                <tr>
                  <th scope="col" className="py-1.5 pl-3 text-left font-medium">
                    Model
                  </th>
                  <th scope="col" className="pr-2 text-right font-medium">
                    Context
                  </th>
                  <th scope="col" className="pr-2 text-right font-medium">
                    Longest answer
                  </th>
                  <th>
                    <span className="sr-only">Remove</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {found.slice(0, SHOWN).map((model) => (
                  <Row
                    key={model.id}
                    model={model}
                    onChange={(next) => onChange(models.map((known) => (known.id === next.id ? next : known)))}
                    onRemove={() => onChange(models.filter(({ id }) => id !== model.id))}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
        {found.length === 0 && (
          <p className="px-3 py-2 text-muted-foreground">{words ? 'Nothing has that name.' : 'None is listed yet.'}</p>
        )}
        {found.length > SHOWN && (
          <p className="border-t px-3 py-1.5 text-xs text-muted-foreground">
            {found.length - SHOWN} more; the search reaches them.
          </p>
        )}
        <AddRow
          known={models}
          onAdd={(id) => onChange([...models, { id, contextTokens: null, maxOutputTokens: null }])}
        />
      </div>
      {error && <p className="mt-1.5 text-xs text-muted-foreground">{error}</p>}
    </fieldset>
  );
};
