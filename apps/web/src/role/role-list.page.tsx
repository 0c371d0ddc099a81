import { Permission, type Role } from '@archestra/contracts';
import { Badge, Button, Card } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useCan } from '../session/session.query.ts';
import { RoleShape } from './role-shape.tsx';
import { useRoles } from './role.query.ts';

const people = (count: number): string => {
  if (count === 0) return 'Nobody has it';
  return count === 1 ? '1 person has it' : `${count} people have it`;
};

const RoleCard = ({ role }: { role: Role }) => (
  <Card className="relative grid content-start gap-3 p-4 transition-colors focus-within:border-ring hover:border-ring/60">
    <div>
      <p className="flex flex-wrap items-center justify-between gap-2">
        <Link
          to="/settings/roles/$ref"
          params={{ ref: role.ref }}
          className="font-semibold outline-none after:absolute after:inset-0"
        >
          {role.name}
        </Link>
        <Badge tone={role.isBuiltIn ? 'neutral' : 'info'}>{role.isBuiltIn ? 'Built in' : 'Custom'}</Badge>
      </p>
      <p className="mt-1 line-clamp-2 min-h-10 text-muted-foreground">{role.description || 'No description'}</p>
    </div>
    <RoleShape permissions={role.permissions} />
    <p className="flex justify-between gap-2 text-xs text-muted-foreground">
      <span>
        {role.permissions.length} of {Permission.options.length} permissions
      </span>
      <span>{people(role.userCount)}</span>
    </p>
  </Card>
);

/** Every role with its picture: one square for each permission, at the same place in every card. */
export const RoleListPage = () => {
  const roles = useRoles();
  const mayWrite = useCan()('role:write');
  return (
    <Page
      name="Roles"
      title="Roles"
      description="What people may do. Everybody has exactly one role; nobody can grant what they do not have themselves."
      actions={
        mayWrite && (
          <Button asChild>
            <Link to="/settings/roles/new">
              <Plus aria-hidden />
              Create role
            </Link>
          </Button>
        )
      }
    >
      <QueryView query={roles} what="The roles could not be loaded">
        {(data) => (
          <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
            {data.map((role) => (
              <RoleCard key={role.ref} role={role} />
            ))}
          </div>
        )}
      </QueryView>
    </Page>
  );
};
