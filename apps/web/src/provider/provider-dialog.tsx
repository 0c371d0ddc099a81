import type { Provider, ProviderPreset } from '@archestra/contracts';
import { Dialog, DialogContent, toast } from '@archestra/ui';
import { useState } from 'react';
import { bodyOf, changeOf, draftFrom, draftOf, type Draft } from './draft.ts';
import { PresetMark } from './preset-mark.tsx';
import { offeredPresets, presets } from './preset.ts';
import { ProviderForm } from './provider-form.tsx';
import { useCreateProvider, useUpdateProvider } from './provider.query.ts';

/** What it is open for: a new provider (of a kind that was chosen already, or not yet), or an existing one. */
export type ProviderTarget = 'new' | ProviderPreset | Provider | undefined;

/** The kinds of providers, as cards to choose from. */
export const PresetCards = ({ onChoose }: { onChoose: (preset: ProviderPreset) => void }) => (
  <ul aria-label="Kinds of providers" className="grid gap-2 sm:grid-cols-2">
    {offeredPresets.map((preset) => (
      <li key={preset}>
        <button
          type="button"
          onClick={() => onChoose(preset)}
          className="flex size-full items-start gap-3 rounded-lg border bg-card p-3 text-left shadow-card transition-colors hover:bg-muted"
        >
          <PresetMark preset={preset} />
          <span className="min-w-0">
            <span className="block font-semibold">{presets[preset].label}</span>
            <span className="block text-xs text-muted-foreground">{presets[preset].description}</span>
          </span>
        </button>
      </li>
    ))}
  </ul>
);

/** Says whether what was kept answers; the test that the platform makes on saving is believed. */
const sayKept = ({ name, checkError }: Provider): void => {
  if (checkError === null) toast.success(`${name} is ready`);
  else toast.warning(`${name} is saved, but does not answer`, { description: checkError });
};

const NewProvider = ({ preset, onDone }: { preset: ProviderPreset; onDone: () => void }) => {
  const create = useCreateProvider();
  return (
    <ProviderForm
      initial={draftOf(preset)}
      error={create.error}
      pending={create.isPending}
      onCancel={onDone}
      onSubmit={(draft: Draft) =>
        create.mutate(bodyOf(draft), {
          onSuccess: (provider) => {
            sayKept(provider);
            onDone();
          },
        })
      }
    />
  );
};

const ExistingProvider = ({ provider, onDone }: { provider: Provider; onDone: () => void }) => {
  const update = useUpdateProvider();
  return (
    <ProviderForm
      initial={draftFrom(provider)}
      provider={provider}
      error={update.error}
      pending={update.isPending}
      onCancel={onDone}
      onSubmit={(draft: Draft) =>
        update.mutate(
          { id: provider.id, ...changeOf(draft) },
          {
            onSuccess: (kept) => {
              sayKept(kept);
              onDone();
            },
          },
        )
      }
    />
  );
};

const Content = ({ target, onDone }: { target: Exclude<ProviderTarget, undefined>; onDone: () => void }) => {
  const [chosen, setChosen] = useState<ProviderPreset>();
  if (typeof target === 'object') return <ExistingProvider provider={target} onDone={onDone} />;
  const preset = target === 'new' ? chosen : target;
  return preset ? <NewProvider preset={preset} onDone={onDone} /> : <PresetCards onChoose={setChosen} />;
};

/** Adds a provider, or changes one. */
export const ProviderDialog = ({ target, onClose }: { target: ProviderTarget; onClose: () => void }) => (
  <Dialog open={target !== undefined} onOpenChange={onClose}>
    <DialogContent
      className="max-w-2xl"
      title={typeof target === 'object' ? `Change ${target.name}` : 'Add a provider'}
      description="Whose models people and agents may ask, through Archestra."
    >
      {target !== undefined && <Content target={target} onDone={onClose} />}
    </DialogContent>
  </Dialog>
);
