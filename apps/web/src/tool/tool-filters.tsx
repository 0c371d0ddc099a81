import { ContractOrigin, Effect, type ToolFilter } from '@archestra/contracts';
import { Button, Select } from '@archestra/ui';
import { useCallback } from 'react';
import { SearchField } from '../display/search-field.tsx';
import { effectWords, originWords } from '../server/contract-words.ts';
import { useServers } from '../server/server.query.ts';

// Radix forbids an empty value.
const ANY = ':any';
const effects = [
  { value: ANY, label: 'Any effect' },
  ...Effect.options.map((value) => ({ value, label: effectWords[value].label })),
];
const origins = [
  { value: ANY, label: 'Any contract' },
  ...ContractOrigin.options.map((value) => ({ value, label: originWords[value].label })),
];
const policies = [
  { value: ANY, label: 'Any policy' },
  { value: 'true', label: 'With policies' },
  { value: 'false', label: 'Without policies' },
];
const nothing: ToolFilter = {
  search: undefined,
  serverId: undefined,
  effect: undefined,
  origin: undefined,
  hasPolicy: undefined,
};

interface ToolFiltersProps {
  filter: ToolFilter;
  seesPolicies: boolean;
  onChange: (part: ToolFilter) => void;
}

/** Narrows the tools down by words, server, effect, origin of the contract and policies. */
export const ToolFilters = ({ filter, seesPolicies, onChange }: ToolFiltersProps) => {
  const { data: servers = [] } = useServers();
  const find = useCallback((search: string) => onChange({ search }), [onChange]);
  const isFiltered = Object.values(filter).some(Boolean);
  const width = 'flex-1 basis-36 sm:w-40 sm:flex-none';
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <SearchField
        key={isFiltered ? 'filtered' : 'all'}
        label="Search tools"
        placeholder="Search tool, server, description"
        className="w-full sm:w-64"
        value={filter.search ?? ''}
        onChange={find}
      />
      <Select
        aria-label="Server"
        className={width}
        value={filter.serverId ?? ANY}
        options={[
          { value: ANY, label: 'Any server' },
          ...servers.map(({ id, title }) => ({ value: id, label: title })),
        ]}
        onChange={(value) => onChange({ serverId: value === ANY ? undefined : value })}
      />
      <Select
        aria-label="Effect"
        className={width}
        value={filter.effect ?? ANY}
        options={effects}
        onChange={(value) => onChange({ effect: Effect.safeParse(value).data })}
      />
      <Select
        aria-label="Origin of the contract"
        className={width}
        value={filter.origin ?? ANY}
        options={origins}
        onChange={(value) => onChange({ origin: ContractOrigin.safeParse(value).data })}
      />
      {seesPolicies && (
        <Select
          aria-label="Policies"
          className={width}
          value={filter.hasPolicy ?? ANY}
          options={policies}
          onChange={(value) => onChange({ hasPolicy: value === 'true' || value === 'false' ? value : undefined })}
        />
      )}
      {isFiltered && (
        <Button variant="ghost" size="sm" onClick={() => onChange(nothing)}>
          Clear filters
        </Button>
      )}
    </div>
  );
};
