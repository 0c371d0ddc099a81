import { modelReferenceText } from '@archestra/contracts';
import { Select, type FieldControl } from '@archestra/ui';
import { useCan } from '../session/session.query.ts';
import { useModels } from './provider.query.ts';

const NONE = ':none';

interface ModelSelectProps {
  control: FieldControl | { 'aria-label': string };
  /** `provider:model`, or nothing. */
  value: string | undefined;
  onChange: (reference: string | undefined) => void;
  /** What it means to choose none; without it one has to be chosen. */
  none?: string;
  /** Left out of the choice. */
  except?: readonly string[];
}

/** The models that may be asked, as `provider:model`. */
export const useModelNames = (): string[] => {
  const { data } = useModels(useCan()('model:use'));
  return (data?.items ?? []).map(({ provider, id }) => modelReferenceText({ provider, model: id })).toSorted();
};

/** A choice of one model of all providers. One that is gone since stays visible as what it was. */
export const ModelSelect = ({ control, value, onChange, none, except = [] }: ModelSelectProps) => {
  const offered = useModelNames().filter((name) => name === value || !except.includes(name));
  const names = value === undefined || offered.includes(value) ? offered : [value, ...offered];
  const options = [
    { value: NONE, label: none ?? 'Choose a model' },
    ...names.map((name) => ({ value: name, label: offered.includes(name) ? name : `${name} (not offered any more)` })),
  ];
  return (
    <Select
      {...control}
      value={value ?? NONE}
      options={options}
      onChange={(next) => onChange(next === NONE ? undefined : next)}
    />
  );
};
