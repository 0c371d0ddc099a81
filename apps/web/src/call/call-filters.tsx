import { CallOutcome } from '@archestra/contracts';
import { Button, Input, Select } from '@archestra/ui';
import { useEffect, useState } from 'react';
import { useServers } from '../server/server.query.ts';
import { outcomeWords } from './call-words.ts';
import type { CallFilter } from './filter.ts';

// Radix forbids an empty value, and no outcome or short name contains a colon.
const ANY = ':any';
const TYPING_MS = 250;

const outcomes = [
  { value: ANY, label: 'Any outcome' },
  ...CallOutcome.options.map((value) => ({ value, label: outcomeWords[value].label })),
];

const SearchField = ({ value, onChange }: { value: string; onChange: (value: string) => void }) => {
  const [text, setText] = useState(value);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <Input
      type="search"
      aria-label="Search calls"
      placeholder="Search tool, person, client"
      value={text}
      onChange={(event) => setText(event.target.value)}
      className="w-full sm:w-64"
    />
  );
};

interface CallFiltersProps {
  filter: CallFilter;
  onChange: (part: CallFilter) => void;
}

/** Narrows the log down by outcome, server and words. */
export const CallFilters = ({ filter, onChange }: CallFiltersProps) => {
  const { data: servers = [] } = useServers();
  const names = [...new Set([...servers.map(({ name }) => name), ...(filter.server ? [filter.server] : [])])].sort();
  const isFiltered = Object.values(filter).some(Boolean);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchField
        key={isFiltered ? 'filtered' : 'all'}
        value={filter.search ?? ''}
        onChange={(search) => onChange({ search })}
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
