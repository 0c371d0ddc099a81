import type { StatisticGroup } from '@archestra/contracts';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@archestra/ui';
import { formatMicroUsd, formatTokens } from '../display/money.ts';
import { colourOf } from './colours.ts';
import { REST, type Sum } from './series.ts';
import { groupWords } from './words.ts';

interface StatisticTableProps {
  group: StatisticGroup;
  sums: readonly Sum[];
  /** Keys of the picture, for the colours. */
  keys: readonly string[];
  nameOf: (key: string) => string;
}

const number = 'text-right tabular-nums';

const Row = ({ sum, keys, name }: { sum: Sum; keys: readonly string[]; name: string }) => (
  <TableRow>
    <TableCell className="min-w-52">
      <span className="flex items-center gap-2">
        <span
          aria-hidden
          className="size-2.5 shrink-0 rounded-xs"
          style={{ background: colourOf(keys, keys.includes(sum.key) ? sum.key : REST) }}
        />
        <span className="wrap-anywhere">{name}</span>
      </span>
    </TableCell>
    <TableCell className={number}>{formatMicroUsd(sum.costMicroUsd)}</TableCell>
    <TableCell className={number}>{formatMicroUsd(sum.savedMicroUsd)}</TableCell>
    <TableCell className={number}>{formatTokens(sum.inputTokens)}</TableCell>
    <TableCell className={number}>{formatTokens(sum.outputTokens)}</TableCell>
    <TableCell className={number}>{sum.calls.toLocaleString('en')}</TableCell>
    <TableCell className={number}>{sum.failed.toLocaleString('en')}</TableCell>
    <TableCell className={number}>{sum.blocked.toLocaleString('en')}</TableCell>
  </TableRow>
);

/** The same numbers as the picture, summed over the whole time; the colours are its legend. */
export const StatisticTable = ({ group, sums, keys, nameOf }: StatisticTableProps) => (
  <Table>
    <caption className="sr-only">{`Sums by ${groupWords[group].label.toLowerCase()}`}</caption>
    <TableHeader>
      <TableRow>
        <TableHead>{groupWords[group].label}</TableHead>
        {['Cost', 'Saved', 'Tokens sent', 'Came back', 'Calls', 'Failed', 'Refused'].map((name) => (
          <TableHead key={name} className="text-right">
            {name}
          </TableHead>
        ))}
      </TableRow>
    </TableHeader>
    <TableBody>
      {sums.map((sum) => (
        <Row key={sum.key} sum={sum} keys={keys} name={nameOf(sum.key)} />
      ))}
    </TableBody>
  </Table>
);
