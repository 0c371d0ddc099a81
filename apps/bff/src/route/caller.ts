import { AppError, type CallContext, type Permission, type User } from '@archestra/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Anybody at the door. */
export interface Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Somebody signed in: what they may do, and the context that every call to a peer carries for them. */
export interface Caller extends Visit {
  readonly user: User;
  readonly sessionToken: string;
  readonly permissions: ReadonlySet<Permission>;
  readonly context: CallContext & { readonly organizationId: string };
}

const visits = new WeakMap<FastifyRequest, Visit>();
const callers = new WeakMap<FastifyRequest, Caller>();

/** Remembers what the guard found, for as long as the request lives. */
export const admit = (visit: Visit, caller?: Caller): void => {
  visits.set(visit.request, visit);
  if (caller) callers.set(visit.request, caller);
};

export const visitOf = (request: FastifyRequest): Visit => {
  const visit = visits.get(request);
  if (!visit) throw new Error('The request did not pass the access guard.');
  return visit;
};

export const callerOf = (request: FastifyRequest): Caller => {
  const caller = callers.get(request);
  if (!caller) throw new AppError('UNAUTHENTICATED', 'Sign in first.');
  return caller;
};
