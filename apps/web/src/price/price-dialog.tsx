import type { Price } from '@archestra/contracts';
import { Button, Dialog, DialogContent, DialogFooter, Field, Input } from '@archestra/ui';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { blankDraft, draftFrom, readDraft, type Draft } from './draft.ts';
import { useSetPrice } from './price.query.ts';

/** What it is open for: a price of any model, or the next one of a model that has one. */
export type PriceTarget = 'new' | Price | undefined;

const amounts = [
  ['input', 'Sent', 'required'],
  ['output', 'Came back', 'required'],
  ['cachedInput', 'Read from the cache', 'as what is sent'],
  ['cacheWrite', 'Written to the cache', 'as what is sent'],
] as const;

interface PartProps {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
}

const Model = ({ draft, onChange, isKnown }: PartProps & { isKnown: boolean }) => (
  <div className="grid gap-4 sm:grid-cols-2">
    <Field label="Price list" hint="As in the settings of the provider: openai, anthropic …">
      {(control) => (
        <Input
          {...control}
          required
          maxLength={64}
          readOnly={isKnown}
          value={draft.source}
          onChange={(event) => onChange({ source: event.target.value })}
        />
      )}
    </Field>
    <Field label="Model" hint="As the provider calls it.">
      {(control) => (
        <Input
          {...control}
          required
          maxLength={200}
          readOnly={isKnown}
          className="font-mono"
          value={draft.model}
          onChange={(event) => onChange({ model: event.target.value.replaceAll(/\s/g, '') })}
        />
      )}
    </Field>
  </div>
);

const PriceForm = ({ target, onDone }: { target: 'new' | Price; onDone: () => void }) => {
  const [draft, setDraft] = useState(() => (target === 'new' ? blankDraft(new Date()) : draftFrom(target, new Date())));
  const set = useSetPrice();
  const { body, problems } = readDraft(draft);
  const change = (part: Partial<Draft>) => setDraft((known) => ({ ...known, ...part }));
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (body) set.mutate(body, { onSuccess: onDone });
      }}
    >
      {set.error && <ErrorNote error={set.error} what="The price was not set" />}
      <Model draft={draft} onChange={change} isKnown={target !== 'new'} />
      <fieldset>
        <legend className="mb-1.5 font-medium">US dollars for a million tokens</legend>
        <div className="grid grid-cols-2 gap-4">
          {amounts.map(([field, label, placeholder]) => (
            <Field key={field} label={label} error={problems[field]}>
              {(control) => (
                <Input
                  {...control}
                  inputMode="decimal"
                  required={placeholder === 'required'}
                  placeholder={placeholder === 'required' ? '2.50' : placeholder}
                  value={draft[field]}
                  onChange={(event) => change({ [field]: event.target.value })}
                />
              )}
            </Field>
          ))}
        </div>
      </fieldset>
      <Field label="From" hint="The price before it ends there. Calls before this moment keep what they cost.">
        {(control) => (
          <Input
            {...control}
            type="datetime-local"
            required
            value={draft.validFrom}
            onChange={(event) => change({ validFrom: event.target.value })}
          />
        )}
      </Field>
      <DialogFooter className="mt-1">
        <Button variant="outline" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" pending={set.isPending} disabled={!body}>
          Set price
        </Button>
      </DialogFooter>
    </form>
  );
};

/** Sets what a model costs from a moment on. */
export const PriceDialog = ({ target, onClose }: { target: PriceTarget; onClose: () => void }) => (
  <Dialog open={target !== undefined} onOpenChange={onClose}>
    <DialogContent
      title="Set a price"
      description="Holds for your organization alone, before the price of the imported catalog."
    >
      {target !== undefined && <PriceForm target={target} onDone={onClose} />}
    </DialogContent>
  </Dialog>
);
