import { Button, cn, Select } from '@archestra/ui';
import { useCallback } from 'react';
import { SearchField } from '../display/search-field.tsx';
import { useLabels } from './catalog.query.ts';
import type { CatalogFilter } from './filter.ts';

/** What the address of the registry remembers. */
export interface RegistryFilter extends CatalogFilter {
  view?: 'installed' | undefined;
}

const ANY = ':any';
const kinds = [
  { value: ANY, label: 'Any kind' },
  { value: 'package', label: 'Packages' },
  { value: 'image', label: 'Images' },
  { value: 'remote', label: 'Remote' },
  { value: 'builtin', label: 'Built in' },
] as const;
const views = [
  { value: undefined, label: 'All' },
  { value: 'installed', label: 'Installed' },
] as const;

interface FilterBarProps {
  filter: RegistryFilter;
  onChange: (part: RegistryFilter) => void;
}

/** Narrows the registry down. */
export const FilterBar = ({ filter, onChange }: FilterBarProps) => {
  const { data: labels = [] } = useLabels();
  const find = useCallback((words: string) => onChange({ search: words || undefined }), [onChange]);
  const isFiltered = [filter.search, filter.label, filter.kind].some(Boolean);
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <SearchField
        key={isFiltered ? 'filtered' : 'all'}
        label="Search servers"
        placeholder="Search by name, label or tool"
        className="flex-1 basis-56 sm:max-w-sm"
        value={filter.search ?? ''}
        onChange={find}
      />
      <div role="group" aria-label="Which servers" className="flex rounded-md border bg-card p-0.5">
        {views.map(({ value, label }) => (
          <button
            key={label}
            type="button"
            aria-pressed={filter.view === value}
            onClick={() => onChange({ view: value })}
            className={cn(
              'h-7 rounded-sm px-2.5 text-sm',
              filter.view === value ? 'bg-accent font-medium' : 'text-muted-foreground hover:text-foreground',
            )}
          >
            {label}
          </button>
        ))}
      </div>
      <Select
        aria-label="Kind"
        className="w-32"
        value={filter.kind ?? ANY}
        options={kinds}
        onChange={(kind) => onChange({ kind: kind === ANY ? undefined : kind })}
      />
      {labels.length > 0 && (
        <Select
          aria-label="Label"
          className="w-40"
          value={filter.label ?? ANY}
          options={[
            { value: ANY, label: 'Any label' },
            ...labels.map(({ label, count }) => ({ value: label, label: `${label} (${count})` })),
          ]}
          onChange={(label) => onChange({ label: label === ANY ? undefined : label })}
        />
      )}
      {isFiltered && (
        <Button variant="ghost" onClick={() => onChange({ search: undefined, label: undefined, kind: undefined })}>
          Clear
        </Button>
      )}
    </div>
  );
};
