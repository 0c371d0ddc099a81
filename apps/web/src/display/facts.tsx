import type { ReactNode } from 'react';

/** A name and its value; nothing as value leaves the row out. */
export type FactRow = readonly [name: string, value: ReactNode];

/** Names and values in two columns; rows without a value are left out. */
export const Facts = ({ rows }: { rows: readonly FactRow[] }) => (
  <dl className="grid grid-cols-[minmax(5.5rem,max-content)_minmax(0,1fr)] gap-x-4 gap-y-2 sm:grid-cols-[minmax(6.5rem,max-content)_minmax(0,1fr)] sm:gap-x-6">
    {rows
      .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)
      .map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="max-w-24 text-muted-foreground sm:max-w-none">{name}</dt>
          <dd className="min-w-0 wrap-anywhere">{value}</dd>
        </div>
      ))}
  </dl>
);
