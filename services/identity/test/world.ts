import { identity, type Actor, type Request, type User } from '@archestra/contracts';
import type { NatsClient } from '@archestra/messaging';
import { actorOf } from './identity.ts';

export interface Context {
  organizationId: string;
  principal: string;
}

/** Somebody with whom a test acts. */
export interface Someone {
  user: User;
  actor: Actor;
  context: Context;
}

export const password = 'correct horse battery';

export const someone = (user: User): Someone => ({
  user,
  actor: actorOf(user.id),
  context: { organizationId: user.organizationId, principal: `user:${user.id}` },
});

/** Invites a person and accepts for them. */
export const join = async (
  client: NatsClient,
  by: Someone,
  invitation: Omit<Request<typeof identity.createInvitation>, 'actor'>,
): Promise<Someone> => {
  const { secret } = await client.call(identity.createInvitation, { ...invitation, actor: by.actor }, by.context);
  const { user } = await client.call(identity.acceptInvitation, { secret, name: invitation.email, password });
  return someone(user);
};

/** A second organization with its administrator. */
export const found = async (client: NatsClient, operator: Someone, name: string, email: string): Promise<Someone> => {
  const { secret } = await client.call(
    identity.createOrganization,
    { actor: operator.actor, name, adminEmail: email },
    operator.context,
  );
  const { user } = await client.call(identity.acceptInvitation, { secret, name: email, password });
  return someone(user);
};
