import { Permission, type Role } from '@archestra/contracts';
import { Badge, Button, Card, ConfirmDialog, EmptyState, Select } from '@archestra/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Copy, Pencil, ShieldQuestion, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useCan } from '../session/session.query.ts';
import { difference } from './permission-map.ts';
import { PermissionMatrix } from './permission-matrix.tsx';
import { RoleEditor } from './role-editor.tsx';
import { RoleHolders } from './role-holders.tsx';
import { RoleShape } from './role-shape.tsx';
import { useDeleteRole, useRoles } from './role.query.ts';

const route = getRouteApi('/app/settings/roles/$ref');

const Actions = ({ role, onEdit }: { role: Role; onEdit: () => void }) => {
  const [doomed, setDoomed] = useState(false);
  const remove = useDeleteRole(role.ref);
  if (!useCan()('role:write')) return null;
  return (
    <>
      <Button asChild variant="outline">
        <Link to="/settings/roles/new" search={{ from: role.ref }}>
          <Copy aria-hidden />
          Copy
        </Link>
      </Button>
      {!role.isBuiltIn && (
        <>
          <Button variant="outline" onClick={onEdit}>
            <Pencil aria-hidden />
            Change
          </Button>
          {role.userCount === 0 && (
            <Button variant="danger" onClick={() => setDoomed(true)}>
              <Trash2 aria-hidden />
              Delete
            </Button>
          )}
        </>
      )}
      <ConfirmDialog
        open={doomed}
        onOpenChange={setDoomed}
        title={`Delete the role ${role.name}?`}
        description={
          remove.error ? (
            <ErrorNote error={remove.error} what="It was not deleted" />
          ) : (
            'Nobody has it. This cannot be undone; a new role of the same name starts with nothing.'
          )
        }
        action="Delete role"
        pending={remove.isPending}
        onConfirm={() => remove.mutate()}
      />
    </>
  );
};

const Against = ({ role, other }: { role: Role; other: Role }) => {
  const { gained, lost } = difference(other.permissions, role.permissions);
  const line = (name: string, count: number, permissions: readonly Permission[]) => (
    <div className="min-w-0">
      <p className="mb-1.5 flex justify-between gap-2 text-xs">
        <span className="truncate font-medium">{name}</span>
        <span className="whitespace-nowrap text-muted-foreground">{count} of its own</span>
      </p>
      <RoleShape permissions={permissions} />
    </div>
  );
  return (
    <Card className="grid gap-4 p-4 sm:grid-cols-2">
      {line(role.name, gained.length, role.permissions)}
      {line(other.name, lost.length, other.permissions)}
    </Card>
  );
};

const Look = ({ role, roles }: { role: Role; roles: readonly Role[] }) => {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const other = roles.find(({ ref }) => ref === search.with && ref !== role.ref);
  const options = [
    { value: 'none', label: 'Compare with…' },
    ...roles.filter(({ ref }) => ref !== role.ref).map(({ ref, name }) => ({ value: ref, label: name })),
  ];
  return (
    <div className="grid gap-4">
      {useCan()('user:read') && <RoleHolders role={role} />}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-semibold">
          {role.permissions.length} of {Permission.options.length} permissions
        </h2>
        <Select
          aria-label="Compare with another role"
          className="w-56"
          value={other?.ref ?? 'none'}
          options={options}
          onChange={(next) => void navigate({ search: next === 'none' ? {} : { with: next }, replace: true })}
        />
      </div>
      {other && <Against role={role} other={other} />}
      <PermissionMatrix
        permissions={role.permissions}
        against={other && { permissions: other.permissions, own: role.name, other: other.name }}
      />
    </div>
  );
};

const Gone = () => (
  <EmptyState icon={ShieldQuestion} title="There is no such role (any more)">
    Go back to all roles.
  </EmptyState>
);

/** One role: who has it, what it allows, how it differs from another. */
export const RolePage = () => {
  const { ref } = route.useParams();
  const roles = useRoles();
  const [editing, setEditing] = useState(false);
  const close = () => setEditing(false);
  const role = roles.data?.find((known) => known.ref === ref);
  const name = role?.name ?? 'Role';
  const body = (all: readonly Role[]) => {
    if (!role) return <Gone />;
    if (editing) return <RoleEditor role={role} onDone={close} onCancel={close} />;
    return <Look role={role} roles={all} />;
  };
  return (
    <Page
      name={name}
      title={
        <>
          {name}
          {role?.isBuiltIn && <Badge>Built in</Badge>}
        </>
      }
      description={role?.description}
      trail={
        <Link to="/settings/roles" className="rounded-sm hover:text-foreground hover:underline">
          ← All roles
        </Link>
      }
      actions={role && !editing && <Actions role={role} onEdit={() => setEditing(true)} />}
    >
      <QueryView query={roles} what="The roles could not be loaded">
        {body}
      </QueryView>
    </Page>
  );
};
