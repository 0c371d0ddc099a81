import type { Permission } from '@archestra/contracts';
import { cn } from '@archestra/ui';
import { cellsOf, columns, resourceGroups } from './permission-map.ts';

const SIDE = 7;
const STEP = 9;
const GAP = 5;

interface Square {
  permission: Permission;
  x: number;
  y: number;
}

const layOut = (): { squares: Square[]; width: number } => {
  const squares: Square[] = [];
  let x = 0;
  for (const group of resourceGroups) {
    for (const [resource] of group.resources) {
      const cells = cellsOf(resource);
      columns.forEach(({ id }, row) => {
        const permission = cells[id];
        if (permission) squares.push({ permission, x, y: row * STEP });
      });
      x += STEP;
    }
    x += GAP;
  }
  return { squares, width: x - GAP - (STEP - SIDE) };
};
const { squares, width } = layOut();
const height = columns.length * STEP - (STEP - SIDE);

/** A role at a glance: one square for each permission, the same place in every picture. The words are elsewhere on the page. */
export const RoleShape = ({ permissions, className }: { permissions: readonly Permission[]; className?: string }) => (
  <svg aria-hidden viewBox={`0 0 ${width} ${height}`} className={cn('w-full', className)}>
    {squares.map(({ permission, x, y }) => (
      <rect
        key={permission}
        x={x}
        y={y}
        width={SIDE}
        height={SIDE}
        rx={1.5}
        className={permissions.includes(permission) ? 'fill-primary' : 'fill-border'}
      />
    ))}
  </svg>
);
