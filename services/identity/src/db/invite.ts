import { AppError, identityEvents, RoleRef, type Invitation } from '@archestra/contracts';
import type { Tell } from '@archestra/messaging';
import { v7 as uuid } from 'uuid';
import type { Prisma } from '../generated/prisma/client.ts';
import { rightsOf } from '../right/role-rights.ts';
import type { Transaction } from './database.store.ts';

/** What is read of an invitation to show it. */
export const invitationInclude = {
  organization: { select: { isOperator: true, name: true } },
  customRole: { select: { name: true, permissions: true } },
} as const satisfies Prisma.InvitationInclude;
export type InvitationRow = Prisma.InvitationGetPayload<{ include: typeof invitationInclude }>;

export const rightsOfInvitation = ({ role, customRole, organization }: InvitationRow) =>
  rightsOf(role, customRole, organization.isOperator);

export const toInvitation = (row: InvitationRow): Invitation => ({
  id: row.id,
  email: row.email,
  role: RoleRef.parse(row.role),
  roleName: rightsOfInvitation(row).roleName,
  teamIds: row.teamIds,
  invitedBy: row.invitedBy,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
});

/** What a record says of an invitation. */
export const invitationFacts = ({ email, role, teamIds }: InvitationRow) => ({
  email,
  role: RoleRef.parse(role),
  teamIds,
});

/** An invitation as it is stored; `invitedBy` is null when nobody of the organization invited. */
export interface NewInvitation {
  organizationId: string;
  email: string;
  role: string;
  teamIds: string[];
  hash: string;
  invitedBy: string | null;
  expiresAt: Date;
}

/** Stores and states an invitation. Throws `CONFLICT` while another one of this address is open, or the address is a member's. */
export const insertInvitation = async (
  transaction: Transaction,
  tell: Tell,
  invitation: NewInvitation,
  principal: string | undefined,
): Promise<InvitationRow> => {
  const { organizationId, email } = invitation;
  if ((await transaction.user.count({ where: { organizationId, email } })) > 0)
    throw new AppError('CONFLICT', 'This person is in the organization already.');
  await transaction.invitation.deleteMany({ where: { organizationId, email, expiresAt: { lt: new Date() } } });
  if ((await transaction.invitation.count({ where: { organizationId, email } })) > 0)
    throw new AppError('CONFLICT', 'This person is invited already. Withdraw that invitation to send another one.');
  const row = await transaction.invitation.create({ data: { id: uuid(), ...invitation }, include: invitationInclude });
  tell(identityEvents.invitationCreated, {
    organizationId,
    ...(principal ? { principal } : {}),
    data: { id: row.id, name: email, before: null, after: invitationFacts(row) },
  });
  return row;
};
