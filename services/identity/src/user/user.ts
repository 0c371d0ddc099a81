import { RoleRef, type Principal, type User } from '@archestra/contracts';
import type { Person } from '../db/person.ts';

/** What other services may know of a user. */
export const toUser = (person: Person): User => ({
  id: person.id,
  organizationId: person.organizationId,
  email: person.email,
  name: person.name,
  role: RoleRef.parse(person.role),
  roleName: person.roleName,
  isActive: person.isActive,
  mustChangePassword: person.mustChangePassword,
  teamIds: [...person.teamIds],
  createdAt: person.createdAt.toISOString(),
});

/** What a record says of a user before and after a change. */
export const userFacts = ({ role, roleName, isActive, teamIds }: User) => ({ role, roleName, isActive, teamIds });

/** A person who asks for themselves, with all they may do. */
export const toPrincipal = (person: Person): Principal => ({
  kind: 'user',
  id: person.id,
  organizationId: person.organizationId,
  name: person.name,
  email: person.email,
  permissions: [...person.permissions],
  teamIds: [...person.teamIds],
  scopes: null,
  profileIds: null,
  expiresAt: null,
});
