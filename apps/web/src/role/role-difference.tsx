import { permissionWords, type Permission } from '@archestra/contracts';
import { Minus, Plus } from 'lucide-react';
import { difference } from './permission-map.ts';

interface ListProps {
  heading: string;
  permissions: Permission[];
  tone: 'gain' | 'loss';
}

const List = ({ heading, permissions, tone }: ListProps) => {
  if (permissions.length === 0) return null;
  const Icon = tone === 'gain' ? Plus : Minus;
  return (
    <div className="min-w-0">
      <p className="text-xs font-medium text-muted-foreground">{heading}</p>
      <ul className="mt-1 grid gap-1">
        {permissions.map((permission) => (
          <li key={permission} className="flex items-start gap-1.5 text-xs leading-4">
            <Icon aria-hidden className={`size-4 shrink-0 ${tone === 'gain' ? 'text-success' : 'text-destructive'}`} />
            {permissionWords[permission]}
          </li>
        ))}
      </ul>
    </div>
  );
};

/** What somebody may do with another role and could not before, and the other way round. */
export const RoleDifference = ({ before, after }: { before: readonly Permission[]; after: readonly Permission[] }) => {
  const { gained, lost } = difference(before, after);
  if (gained.length + lost.length === 0) return null;
  return (
    <div className="grid max-h-44 gap-4 overflow-y-auto rounded-md border p-3 sm:grid-cols-2">
      <List heading="May do from now on" permissions={gained} tone="gain" />
      <List heading="May not do any more" permissions={lost} tone="loss" />
    </div>
  );
};
