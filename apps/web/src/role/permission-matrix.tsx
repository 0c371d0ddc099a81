import { permissionWords, type Permission } from '@archestra/contracts';
import { Badge, Checkbox, cn } from '@archestra/ui';
import { Check, Minus } from 'lucide-react';
import { useId } from 'react';
import { cellsOf, columns, resourceGroups } from './permission-map.ts';

interface MatrixProps {
  permissions: readonly Permission[];
  /** Absent: only to look at. */
  onChange?: ((permission: Permission, granted: boolean) => void) | undefined;
  /** Why this one cannot be ticked. */
  obstacle?: (permission: Permission) => string | undefined;
  /** Another role to hold against it, with both names. */
  against?: { permissions: readonly Permission[]; own: string; other: string } | undefined;
}
type CellProps = Omit<MatrixProps, 'permissions'> & { permission: Permission; has: boolean };

const Tick = ({ permission, has, onChange, obstacle }: CellProps) => {
  const id = useId();
  const reason = obstacle?.(permission);
  return (
    <div className="flex items-start gap-2">
      <Checkbox
        id={id}
        checked={has}
        disabled={reason !== undefined}
        aria-describedby={reason ? `${id}-why` : undefined}
        className="mt-px"
        onCheckedChange={(next) => onChange?.(permission, next === true)}
      />
      <label
        htmlFor={id}
        className={cn('min-w-0 text-xs leading-4', reason ? 'text-muted-foreground' : 'cursor-pointer')}
      >
        {permissionWords[permission]}
        {reason && (
          <span id={`${id}-why`} className="mt-0.5 block text-[11px] text-warning">
            {reason}
          </span>
        )}
      </label>
    </div>
  );
};

const Sign = ({ permission, has, against }: CellProps) => {
  const otherHas = against?.permissions.includes(permission) ?? has;
  const differs = has !== otherHas;
  return (
    <div className={cn('flex items-start gap-2 text-xs leading-4', !has && !differs && 'text-muted-foreground/70')}>
      {has ? (
        <Check aria-label="Allowed" className="size-4 shrink-0 text-success" />
      ) : (
        <Minus aria-label="Not allowed" className="size-4 shrink-0 opacity-60" />
      )}
      <span className="min-w-0">
        {permissionWords[permission]}
        {differs && against && (
          <Badge tone={has ? 'info' : 'warning'} className="mt-1 block w-fit whitespace-normal">
            Only {has ? against.own : against.other}
          </Badge>
        )}
      </span>
    </div>
  );
};

const grid = 'md:grid md:grid-cols-[9rem_repeat(4,minmax(0,1fr))] md:gap-x-4';

const Row = ({ resource, label, permissions, ...props }: MatrixProps & { resource: string; label: string }) => {
  const cells = cellsOf(resource);
  return (
    <div role="row" className={cn('px-4 py-2.5', grid)}>
      <span role="rowheader" className="block pb-1.5 font-medium md:pb-0">
        {label}
      </span>
      {columns.map(({ id }) => {
        const permission = cells[id];
        if (!permission) return <span key={id} role="cell" className="hidden md:block" />;
        const cell = { ...props, permission, has: permissions.includes(permission) };
        return (
          <div key={id} role="cell" className="py-1 md:py-0">
            {props.onChange ? <Tick {...cell} /> : <Sign {...cell} />}
          </div>
        );
      })}
    </div>
  );
};

/** Every permission: what it is about downwards, how far it reaches sideways; on a phone one list. */
export const PermissionMatrix = (props: MatrixProps) => (
  <div role="table" aria-label="Permissions" className="overflow-hidden rounded-lg border bg-card shadow-card">
    <div
      role="row"
      className={cn('hidden border-b bg-muted/60 px-4 py-2 text-xs font-medium text-muted-foreground', grid)}
    >
      <span role="columnheader">About</span>
      {columns.map(({ id, label }) => (
        <span key={id} role="columnheader">
          {label}
        </span>
      ))}
    </div>
    {resourceGroups.map((group) => (
      <div key={group.label} role="rowgroup" className="divide-y border-b last:border-b-0">
        <div role="row" className="bg-muted/30 px-4 py-1.5 text-xs font-semibold text-muted-foreground">
          <span role="rowheader">{group.label}</span>
        </div>
        {group.resources.map(([resource, label]) => (
          <Row key={resource} resource={resource} label={label} {...props} />
        ))}
      </div>
    ))}
  </div>
);
