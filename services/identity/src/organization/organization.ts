import { AppError, Id, type Actor } from '@archestra/contracts';
import { organizationOf, type MessageContext } from '@archestra/messaging';

/** The organization a message speaks for. Throws INVALID_INPUT when it names none, or something that cannot be one. */
export const organizationIdOf = (context: MessageContext): string => {
  const organizationId = organizationOf(context);
  if (!Id.safeParse(organizationId).success) throw new AppError('INVALID_INPUT', 'The message names no organization.');
  return organizationId;
};

/** Where something is changed and by whom; `principal` is who the record names. */
export interface Change {
  organizationId: string;
  principal?: string | undefined;
  actor: Actor;
}

export const changeOf = (actor: Actor, context: MessageContext): Change => ({
  organizationId: organizationIdOf(context),
  principal: context.principal,
  actor,
});
