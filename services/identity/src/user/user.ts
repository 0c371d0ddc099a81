import { Role, type User } from '@archestra/contracts';

interface UserRow {
  id: string;
  organizationId: string;
  email: string;
  name: string;
  role: string;
  mustChangePassword: boolean;
  createdAt: Date;
}

/** What other services may know of a user. */
export const toUser = ({ id, organizationId, email, name, role, mustChangePassword, createdAt }: UserRow): User => ({
  id,
  organizationId,
  email,
  name,
  role: Role.parse(role),
  mustChangePassword,
  createdAt: createdAt.toISOString(),
});
