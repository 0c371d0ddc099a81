import type { ModelReference, OfferedModel } from '@archestra/contracts';
import { Badge, Button, CommandDialog, CommandGroup, CommandItem } from '@archestra/ui';
import { Check, ChevronDown, Sparkles } from 'lucide-react';

import { useCan } from '../session/session.query.ts';
import { isSameModel, useModels } from './chat.query.ts';

const DemoBadge = () => <Badge tone="warning">demo model</Badge>;

const referenceOf = ({ provider, id }: OfferedModel): ModelReference => ({ provider, model: id });

const contextWords = ({ contextTokens }: OfferedModel): string =>
  contextTokens === null ? '' : `${Math.round(contextTokens / 1_000).toLocaleString('en')}k context`;

const byProvider = (models: readonly OfferedModel[]): [string, OfferedModel[]][] => {
  const groups = new Map<string, OfferedModel[]>();
  for (const model of models) groups.set(model.provider, [...(groups.get(model.provider) ?? []), model]);
  return [...groups];
};

const Choice = ({ model, isChosen, onChoose }: { model: OfferedModel; isChosen: boolean; onChoose: () => void }) => (
  <CommandItem value={`${model.provider} ${model.id}`} onSelect={onChoose}>
    <span className="min-w-0 flex-1 truncate">{model.id}</span>
    {model.preset === 'demo' && <DemoBadge />}
    <span className="hidden text-xs text-muted-foreground sm:inline">{contextWords(model)}</span>
    {isChosen ? <Check aria-label="Chosen" className="text-primary!" /> : <span className="size-4" />}
  </CommandItem>
);

interface ModelPickerProps {
  /** Null: the organization's own choice. */
  model: ModelReference | null;
  onChange: (model: ModelReference) => void;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

const useChosen = (model: ModelReference | null) => {
  const { data, error } = useModels(useCan()('model:use'));
  const reference = model ?? data?.defaults.chat ?? null;
  const offered = data?.items.find((item) => isSameModel(referenceOf(item), reference));
  return { items: data?.items ?? [], reference, offered, isLoaded: data !== undefined, error };
};

/** Says which model answers; opens the list of those there are. */
export const ModelPicker = ({ model, onChange, isOpen, onOpenChange }: ModelPickerProps) => {
  const { items, reference, offered, isLoaded } = useChosen(model);
  const name = reference?.model ?? (isLoaded ? 'No model' : 'Model');
  return (
    <>
      <Button
        variant="ghost"
        size="sm"
        aria-label={`Model: ${reference ? `${reference.model} of ${reference.provider}` : 'none'}. Choose another`}
        className="min-w-0 shrink gap-1 px-2 text-muted-foreground"
        onClick={() => onOpenChange(true)}
      >
        <Sparkles aria-hidden className="hidden sm:block" />
        <span className="truncate text-foreground">{name}</span>
        {reference && <span className="hidden truncate sm:inline">{reference.provider}</span>}
        {offered?.preset === 'demo' && <DemoBadge />}
        <ChevronDown aria-hidden />
      </Button>
      <CommandDialog
        open={isOpen}
        onOpenChange={onOpenChange}
        placeholder="Choose a model"
        empty={items.length === 0 ? 'No model has been set up. Ask an administrator.' : 'No model has that name.'}
      >
        {byProvider(items).map(([provider, models]) => (
          <CommandGroup key={provider} heading={provider}>
            {models.map((item) => (
              <Choice
                key={item.id}
                model={item}
                isChosen={isSameModel(referenceOf(item), reference)}
                onChoose={() => {
                  onChange(referenceOf(item));
                  onOpenChange(false);
                }}
              />
            ))}
          </CommandGroup>
        ))}
      </CommandDialog>
    </>
  );
};

/** Whether there is no model that could answer; false while that is not known. */
export const useHasNoModel = (model: ModelReference | null): boolean => {
  const { reference, isLoaded } = useChosen(model);
  return isLoaded && reference === null;
};
