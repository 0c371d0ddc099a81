import {
  AppError,
  principalHeader,
  rpcAccess,
  type Actor,
  type CallContext,
  type Permission,
  type Principal,
  type Reply,
  type Request,
  type Rpc,
  type User,
  type Viewer,
} from '@archestra/contracts';
import type { NatsClient } from '@archestra/messaging';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Anybody at the door. */
export interface Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** A person signed in with a browser. */
export interface SignedIn {
  readonly token: string;
  readonly user: User;
}

/** Who a request is from; `session` is absent when it came with an API token. */
export interface Known {
  readonly principal: Principal;
  readonly session?: SignedIn;
}

/** Somebody known: what they may do now, and how peers are asked on their behalf. */
export class Caller implements Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** With the rights of this moment. */
  readonly principal: Principal;
  readonly permissions: ReadonlySet<Permission>;
  readonly teamIds: readonly string[];
  /** What every message to a peer carries for them. */
  readonly context: CallContext & { readonly organizationId: string };

  constructor(
    visit: Visit,
    private readonly known: Known,
    private readonly nats: NatsClient,
  ) {
    const { principal } = known;
    this.request = visit.request;
    this.reply = visit.reply;
    this.principal = principal;
    this.permissions = new Set(principal.permissions);
    this.teamIds = principal.teamIds;
    this.context = { organizationId: principal.organizationId, principal: principalHeader(principal) };
  }

  /** The browser session. Throws `NOT_ALLOWED` for API tokens: what concerns a password or a session is for whoever typed it. */
  get session(): SignedIn {
    if (this.known.session) return this.known.session;
    throw new AppError('NOT_ALLOWED', 'This works in a signed-in console only, not with an API token.');
  }

  /** The person who asks, by session or by a token of theirs. Throws `NOT_ALLOWED` for tokens of teams and services. */
  get userId(): string {
    if (this.principal.kind === 'user') return this.principal.id;
    throw new AppError('NOT_ALLOWED', `This is for people; the token belongs to a ${this.principal.kind}.`);
  }

  /** The person who acts and what they may grant. Throws `NOT_ALLOWED` for tokens of teams and services. */
  get actor(): Actor {
    return { userId: this.userId, permissions: [...this.permissions] };
  }

  has(permission: Permission): boolean {
    return this.permissions.has(permission);
  }

  /** Throws `NOT_ALLOWED` that names the missing permission. */
  require(permission: Permission): void {
    if (!this.permissions.has(permission))
      throw new AppError('NOT_ALLOWED', `This needs the permission ${permission}. Ask an administrator.`, {
        details: { permission },
      });
  }

  /** Who asks, for answers that depend on it. With `manage` one sees everything; `organization:audit` is enough for reading. */
  viewer(manage: Permission, purpose: 'read' | 'write' = 'read'): Viewer {
    const audits = purpose === 'read' && this.has('organization:audit');
    return {
      userId: this.principal.kind === 'user' ? this.principal.id : null,
      teamIds: [...this.teamIds],
      seesAll: audits || this.has(manage),
    };
  }

  /** Asks a peer on behalf of the caller. Throws `NOT_ALLOWED` unless the caller has what the question needs (`rpcAccess`). */
  readonly call = <C extends Rpc>(
    contract: C,
    input: Request<C>,
    options: { signal?: AbortSignal; deadlineMs?: number } = {},
  ): Promise<Reply<C>> => {
    const access = rpcAccess.get(contract.subject) ?? 'internal';
    if (access === 'internal') throw new Error(`${contract.subject} is not asked for anybody.`);
    if (access !== 'public' && access !== 'signed-in') this.require(access);
    return this.nats.call(contract, input, { ...this.context, ...options });
  };
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
