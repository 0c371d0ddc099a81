import { AppError, Id } from '@archestra/contracts';
import { organizationOf, type MessageContext } from '@archestra/messaging';

/** The organization a message speaks for. Throws INVALID_INPUT when it names none, or something that cannot be one. */
export const organizationIdOf = (context: MessageContext): string => {
  const organizationId = organizationOf(context);
  if (!Id.safeParse(organizationId).success) throw new AppError('INVALID_INPUT', 'The message names no organization.');
  return organizationId;
};
