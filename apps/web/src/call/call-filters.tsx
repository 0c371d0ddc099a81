import { CallOutcome } from '@archestra/contracts';
import { Button, Select } from '@archestra/ui';
import { useCallback } from 'react';
import { SearchField } from '../display/search-field.tsx';
import { useServers } from '../server/server.query.ts';
import { outcomeWords } from './call-words.ts';
import type { CallFilter } from './filter.ts';

// Radix forbids an empty value, and no outcome or short name contains a colon.
const ANY = ':any';

const outcomes = [
  { value: ANY, label: 'Any outcome' },
  ...CallOutcome.options.map((value) => ({ value, label: outcomeWords[value].label })),
];

interface CallFiltersProps {
  filter: CallFilter;
  onChange: (part: CallFilter) => void;
}

/** Narrows the log down by outcome, server and words. */
export const CallFilters = ({ filter, onChange }: CallFiltersProps) => {
  const { data: servers = [] } = useServers();
  const names = [...new Set([...servers.map(({ name }) => name), ...(filter.server ? [filter.server] : [])])].sort();
  const find = useCallback((search: string) => onChange({ search }), [onChange]);
  const isFiltered = Object.values(filter).some(Boolean);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchField
        key={isFiltered ? 'filtered' : 'all'}
        label="Search calls"
        placeholder="Search tool, person, client"
        className="w-full sm:w-64"
        value={filter.search ?? ''}
        onChange={find}
      />
      <Select
        aria-label="Outcome"
        className="flex-1 basis-32 sm:w-40 sm:flex-none"
        value={filter.outcome ?? ANY}
        options={outcomes}
        onChange={(value) => onChange({ outcome: CallOutcome.safeParse(value).data })}
      />
      <Select
        aria-label="Server"
        className="flex-1 basis-32 sm:w-44 sm:flex-none"
        value={filter.server ?? ANY}
        options={[{ value: ANY, label: 'Any server' }, ...names.map((name) => ({ value: name, label: name }))]}
        onChange={(value) => onChange({ server: value === ANY ? undefined : value })}
      />
      {isFiltered && (
        <Button
          variant="ghost"
          size="sm"
          onClick={() => onChange({ outcome: undefined, server: undefined, search: undefined })}
        >
          Clear filters
        </Button>
      )}
    </div>
  );
};
