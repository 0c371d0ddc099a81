import { builtInRoles, BuiltInRole, type Permission, type Role, type RoleRef } from '@archestra/contracts';
import { cn } from '@archestra/ui';
import { useId } from 'react';
import { useCan, useSession } from '../session/session.query.ts';
import { RoleShape } from './role-shape.tsx';
import { useRoles } from './role.query.ts';

const builtIn: readonly Role[] = BuiltInRole.options.map((ref) => ({
  ref,
  name: ref.charAt(0).toUpperCase() + ref.slice(1),
  description: '',
  permissions: [...builtInRoles[ref]],
  isBuiltIn: true,
  userCount: 0,
}));

/** The roles one may choose from; who may not see roles still knows the built-in ones. */
export const useKnownRoles = (): readonly Role[] => useRoles(useCan()('role:read')).data ?? builtIn;

const beyond = (role: Role, own: readonly Permission[]): number =>
  role.permissions.filter((permission) => !own.includes(permission)).length;

interface RolePickerProps {
  value: RoleRef;
  onChange: (role: RoleRef) => void;
}

/** One role of all, each with its picture; roles that allow more than oneself has can only be looked at. */
export const RolePicker = ({ value, onChange }: RolePickerProps) => {
  const name = useId();
  const { permissions } = useSession();
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">Role</legend>
      <div className="max-h-72 overflow-y-auto rounded-md border">
        {useKnownRoles().map((role) => {
          const excess = beyond(role, permissions);
          return (
            <label
              key={role.ref}
              className={cn(
                'flex items-start gap-2.5 border-b px-3 py-2 last:border-b-0 has-focus-visible:bg-accent',
                excess > 0 ? 'text-muted-foreground' : 'cursor-pointer',
                role.ref === value && 'bg-accent',
              )}
            >
              <input
                type="radio"
                name={name}
                checked={role.ref === value}
                disabled={excess > 0}
                onChange={() => onChange(role.ref)}
                className="mt-0.75 shrink-0 accent-primary"
              />
              <span className="min-w-0 flex-1">
                <span className="block font-medium">{role.name}</span>
                <span className="block text-xs text-muted-foreground">
                  {excess > 0 ? 'Allows more than you may do yourself, so you cannot give it.' : role.description}
                </span>
              </span>
              <RoleShape permissions={role.permissions} className="mt-1 w-24 shrink-0" />
            </label>
          );
        })}
      </div>
    </fieldset>
  );
};
