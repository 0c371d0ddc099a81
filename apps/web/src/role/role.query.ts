import { consoleRoutes, type RoleRef, type RouteInput } from '@archestra/contracts';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { useChange, useRemoval } from '../api/change.ts';
import { keys } from '../api/keys.ts';

/** Built-in roles first, then those of the organization; not asked for those who may not know. */
export const useRoles = (enabled = true) =>
  useQuery({
    queryKey: keys.roles,
    enabled,
    queryFn: ({ signal }) => call(consoleRoutes.listRoles, {}, signal),
    select: ({ items }) => items.toSorted((a, b) => Number(b.isBuiltIn) - Number(a.isBuiltIn)),
  });

export type RoleText = RouteInput<typeof consoleRoutes.createRole>['body'];
/** Makes a role, or changes the one with this reference. */
export const useSaveRole = (ref?: RoleRef) =>
  useChange(
    (body: RoleText) =>
      ref === undefined
        ? call(consoleRoutes.createRole, { body })
        : call(consoleRoutes.updateRole, { params: { id: ref }, body }),
    { refresh: [keys.roles, keys.users, keys.session], done: 'Role saved', showsError: true },
  );

export const useDeleteRole = (ref: RoleRef) =>
  useRemoval(() => call(consoleRoutes.deleteRole, { params: { id: ref } }), {
    gone: keys.role(ref),
    leaveTo: '/settings/roles',
    refresh: [keys.roles],
    done: 'Role deleted',
    showsError: true,
  });
