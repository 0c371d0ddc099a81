import { Permission, type Role } from '@archestra/contracts';

/** What each role may do in the console. Other people's calls, logs of servers and everything that changes policy is for administrators. */
export const rolePermissions: Readonly<Record<Role, readonly Permission[]>> = {
  admin: Permission.options,
  member: ['mcp-server:read', 'profile:read', 'token:read', 'token:write', 'memory:read', 'memory:write'],
};

const sets = { admin: new Set(rolePermissions.admin), member: new Set(rolePermissions.member) };

export const permissionsOf = (role: Role): ReadonlySet<Permission> => sets[role];
