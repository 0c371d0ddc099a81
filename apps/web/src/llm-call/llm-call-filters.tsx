import { CallOutcome, LlmSource } from '@archestra/contracts';
import { Button, Select } from '@archestra/ui';
import { useCallback } from 'react';
import { SearchField } from '../display/search-field.tsx';
import { useModelNames } from '../provider/model-select.tsx';
import type { LlmCallFilter } from './filter.ts';
import { outcomeWords, sourceWords } from './llm-call-words.ts';

// Radix forbids an empty value, and nothing that is chosen here begins with a colon.
const ANY = ':any';

const outcomes = [
  { value: ANY, label: 'Any outcome' },
  ...CallOutcome.options.map((value) => ({ value, label: outcomeWords[value].label })),
];
const sources = [
  { value: ANY, label: 'Any source' },
  ...LlmSource.options.map((value) => ({ value, label: sourceWords[value].label })),
];

interface LlmCallFiltersProps {
  filter: LlmCallFilter;
  onChange: (part: LlmCallFilter) => void;
}

const none: LlmCallFilter = { outcome: undefined, source: undefined, model: undefined, search: undefined };

/** Models that are offered now; the one of the filter also when it is gone. */
const ModelFilter = ({ filter: { model }, onChange }: LlmCallFiltersProps) => {
  const known = useModelNames();
  const models = [...new Set([...known, ...(model === undefined ? [] : [model])])];
  if (models.length === 0) return null;
  return (
    <Select
      aria-label="Model"
      className="flex-1 basis-40 sm:w-52 sm:flex-none"
      value={model ?? ANY}
      options={[{ value: ANY, label: 'Any model' }, ...models.map((name) => ({ value: name, label: name }))]}
      onChange={(value) => onChange({ model: value === ANY ? undefined : value })}
    />
  );
};

/** Narrows the record down by outcome, source, model and words. */
export const LlmCallFilters = ({ filter, onChange }: LlmCallFiltersProps) => {
  const find = useCallback((search: string) => onChange({ search }), [onChange]);
  const isFiltered = Object.values(filter).some(Boolean);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchField
        key={isFiltered ? 'filtered' : 'all'}
        label="Search model calls"
        placeholder="Search model, person, profile"
        className="w-full sm:w-64"
        value={filter.search ?? ''}
        onChange={find}
      />
      <Select
        aria-label="Outcome"
        className="flex-1 basis-32 sm:w-36 sm:flex-none"
        value={filter.outcome ?? ANY}
        options={outcomes}
        onChange={(value) => onChange({ outcome: CallOutcome.safeParse(value).data })}
      />
      <Select
        aria-label="Source"
        className="flex-1 basis-32 sm:w-38 sm:flex-none"
        value={filter.source ?? ANY}
        options={sources}
        onChange={(value) => onChange({ source: LlmSource.safeParse(value).data })}
      />
      <ModelFilter filter={filter} onChange={onChange} />
      {isFiltered && (
        <Button variant="ghost" size="sm" onClick={() => onChange(none)}>
          Clear filters
        </Button>
      )}
    </div>
  );
};
