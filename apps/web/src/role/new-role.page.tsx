import { Field, Select } from '@archestra/ui';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { RoleEditor } from './role-editor.tsx';
import { useRoles } from './role.query.ts';

const route = getRouteApi('/app/settings/roles/new');

/** A new role, from nothing or from what another one allows. */
export const NewRolePage = () => {
  const { from = 'member' } = route.useSearch();
  const change = route.useNavigate();
  const navigate = useNavigate();
  return (
    <Page
      name="New role"
      title="New role"
      description="Start from a role that is close, then tick. You can grant what you may do yourself."
      trail={
        <Link to="/settings/roles" className="rounded-sm hover:text-foreground hover:underline">
          ← All roles
        </Link>
      }
    >
      <QueryView query={useRoles()} what="The roles could not be loaded">
        {(roles) => (
          <div className="grid gap-4">
            <Field label="Start from" className="max-w-xs">
              {(control) => (
                <Select
                  {...control}
                  value={from}
                  options={[
                    { value: 'nothing', label: 'Nothing' },
                    ...roles.map(({ ref, name }) => ({ value: ref, label: name })),
                  ]}
                  onChange={(next) => void change({ search: { from: next }, replace: true })}
                />
              )}
            </Field>
            <RoleEditor
              key={from}
              start={roles.find(({ ref }) => ref === from)?.permissions ?? []}
              onDone={({ ref }) => void navigate({ to: '/settings/roles/$ref', params: { ref } })}
              onCancel={() => void navigate({ to: '/settings/roles' })}
            />
          </div>
        )}
      </QueryView>
    </Page>
  );
};
