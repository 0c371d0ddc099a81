import { AppError } from '@archestra/contracts';
import type { Answers } from './answer.ts';
import { invitations, invitationSecrets, organization, permissionsOf, users } from './people.ts';
import { session } from './state.ts';
import { remove } from './store.ts';

/** Who is signed in, in full; 401 when nobody is. */
export const sessionNow = () => {
  const { user } = session;
  if (!user) throw new AppError('UNAUTHENTICATED', 'Sign in first.');
  return { user, mustChangePassword: user.mustChangePassword, permissions: permissionsOf(user.role) };
};
/** Whoever asks. */
export const me = () => sessionNow().user;

const invited = (secret: string) => {
  if (secret.startsWith('an-expired'))
    throw new AppError('NOT_FOUND', 'This invitation has expired. Ask for a new one.', {
      details: { reason: 'expired' },
    });
  const invitation = invitations.find(({ id }) => id === invitationSecrets.get(secret));
  if (!invitation)
    throw new AppError('NOT_FOUND', 'This invitation was used or withdrawn, or the link is not complete.');
  return invitation;
};

/** Signing in and out, and the page behind an invitation link. */
export const sessionAnswers: Answers = {
  signIn: ({ body }) => {
    const user = users.find(({ email }) => email === body.email);
    if (!user || body.password !== 'archestra-demo')
      throw new AppError('UNAUTHENTICATED', 'E-mail or password is wrong.');
    if (!user.isActive) throw new AppError('NOT_ALLOWED', 'This account is deactivated. Ask an administrator.');
    session.user = user;
    return sessionNow();
  },
  getSession: () => sessionNow(),
  signOut: () => {
    session.user = null;
    return {};
  },
  changePassword: ({ body }) => {
    if (body.currentPassword !== 'archestra-demo')
      throw new AppError('UNAUTHENTICATED', 'The current password is wrong.');
    me().mustChangePassword = false;
    return {};
  },
  readInvitation: ({ body }) => {
    const { email, roleName, expiresAt } = invited(body.secret);
    return { email, organizationName: organization.name, roleName, expiresAt };
  },
  acceptInvitation: ({ body }) => {
    const { id, email, role, roleName, teamIds } = invited(body.secret);
    const createdAt = new Date().toISOString();
    const shape = { organizationId: organization.id, isActive: true, mustChangePassword: false, createdAt };
    users.push({ ...shape, id: crypto.randomUUID(), email, name: body.name, role, roleName, teamIds });
    invitationSecrets.delete(body.secret);
    remove(invitations, (invitation) => invitation.id === id);
    return {};
  },
};
