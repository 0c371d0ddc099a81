import { AppError, type CallContext } from '@archestra/contracts';

/** What a handler knows about the message it answers. `signal` fires at the deadline. */
export interface MessageContext extends CallContext {
  readonly signal: AbortSignal;
}

/** The organization a message speaks for; throws `INVALID_INPUT` when the caller named none. */
export const organizationOf = (context: CallContext): string => {
  if (!context.organizationId) throw new AppError('INVALID_INPUT', 'The message names no organization.');
  return context.organizationId;
};

/** The principal a message acts for, such as `user:<id>`; throws `INVALID_INPUT` when the caller named none. */
export const principalOf = (context: CallContext): string => {
  if (!context.principal) throw new AppError('INVALID_INPUT', 'The message names no principal.');
  return context.principal;
};
