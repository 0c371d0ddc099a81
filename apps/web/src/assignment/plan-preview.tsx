import { cn, Table, TableBody, TableCell, TableHead, TableHeader, TableRow, Tooltip } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { Equal } from 'lucide-react';
import type { Cell, Direction, PlanRow } from './plan.ts';

const Change = ({ cell, direction }: { cell: Cell; direction: Direction }) => {
  const { changes } = cell;
  if (changes.length === 0)
    return (
      <span className="inline-flex text-muted-foreground">
        <Equal aria-label="Stays as it is" className="size-4" />
      </span>
    );
  return (
    <Tooltip text={changes.join(', ')}>
      <span
        tabIndex={0}
        className={cn(
          'inline-flex min-w-9 justify-center rounded px-1.5 py-0.5 text-xs font-semibold tabular-nums',
          direction === 'add' ? 'bg-success/12 text-success' : 'bg-destructive/12 text-destructive',
        )}
      >
        {direction === 'add' ? '+' : '−'}
        {changes.length}
      </span>
    </Tooltip>
  );
};

interface PlanPreviewProps {
  rows: readonly PlanRow[];
  servers: ReadonlyMap<string, string>;
  direction: Direction;
}

/** Profiles downwards, servers sideways: how many tools come or go where. */
export const PlanPreview = ({ rows, servers, direction }: PlanPreviewProps) => (
  <Table aria-label="What will change">
    <TableHeader>
      <TableRow>
        <TableHead>Profile</TableHead>
        {rows[0]?.cells.map(({ serverId }) => (
          <TableHead key={serverId} className="text-center">
            {servers.get(serverId) ?? 'Server'}
          </TableHead>
        ))}
      </TableRow>
    </TableHeader>
    <TableBody>
      {rows.map(({ profile, cells, total }) => (
        <TableRow key={profile.id} className={total === 0 ? 'text-muted-foreground' : ''}>
          <TableCell className="whitespace-nowrap">
            <Link to="/mcp/profiles/$id" params={{ id: profile.id }} className="font-medium hover:underline">
              {profile.name}
            </Link>
          </TableCell>
          {cells.map((cell) => (
            <TableCell key={cell.serverId} className="text-center">
              <Change cell={cell} direction={direction} />
            </TableCell>
          ))}
        </TableRow>
      ))}
    </TableBody>
  </Table>
);
