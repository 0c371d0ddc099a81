import { BuiltInRole, builtInRoles, Permission } from '@archestra/contracts';

const names: Readonly<Record<BuiltInRole, string>> = {
  admin: 'Administrator',
  editor: 'Editor',
  member: 'Member',
  auditor: 'Auditor',
};

/** What each is for, in one sentence. */
export const builtInDescriptions: Readonly<Record<BuiltInRole, string>> = {
  admin: 'Does everything: people, roles, settings, and all that editors do.',
  editor: 'Runs the servers: reviews requests, installs, decides on tools and profiles.',
  member: 'Uses the profiles they are given, asks for servers, keeps their own tokens and credentials.',
  auditor: 'Reads everything, the record above all, and changes nothing.',
};

/** Names nobody may give to a role of their own. */
export const builtInNames: readonly string[] = [...BuiltInRole.options, ...Object.values(names)];

/** A role with what it allows. */
export interface RoleRights {
  role: string;
  roleName: string;
  permissions: Permission[];
}

/** What was stored and is still a permission. */
export const knownPermissions = (stored: readonly string[]): Permission[] =>
  Permission.options.filter((permission) => stored.includes(permission));

/** What a built-in role allows; administrators of the operator's organization may create organizations, too. */
export const builtInRights = (role: BuiltInRole, isOperator: boolean): RoleRights => ({
  role,
  roleName: names[role],
  permissions: [
    ...builtInRoles[role],
    ...(role === 'admin' && isOperator ? (['organization:create'] satisfies Permission[]) : []),
  ],
});

/** What a stored role allows. A custom role that is not there allows nothing. */
export const rightsOf = (
  role: string,
  custom: { name: string; permissions: string[] } | null,
  isOperator: boolean,
): RoleRights => {
  const builtIn = BuiltInRole.safeParse(role);
  if (builtIn.success) return builtInRights(builtIn.data, isOperator);
  return { role, roleName: custom?.name ?? '', permissions: knownPermissions(custom?.permissions ?? []) };
};
