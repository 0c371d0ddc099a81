import { AppError, Id, type CallContext } from '@archestra/contracts';
import { organizationOf, principalOf } from '@archestra/messaging';

/** Whose memories are meant. */
export interface Person {
  organizationId: string;
  userId: string;
}

const PREFIX = 'user:';

/** The person a request acts for. Throws `NOT_ALLOWED` for services and tokens that belong to nobody. */
export const personOf = (context: CallContext): Person => {
  const organizationId = organizationOf(context);
  const principal = principalOf(context);
  const userId = principal.startsWith(PREFIX) ? principal.slice(PREFIX.length) : '';
  if (!Id.safeParse(userId).success)
    throw new AppError('NOT_ALLOWED', 'Memories belong to people, and this request acts for none.');
  if (!Id.safeParse(organizationId).success)
    throw new AppError('INVALID_INPUT', 'The organization of the request is not an id.');
  return { organizationId, userId };
};
