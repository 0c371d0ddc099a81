import { AppError, type Principal } from '@archestra/contracts';
import { Authenticator, CONFIG } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller, CallerInSession } from '../call/call.ts';
import type { GatewayConfig } from '../gateway.config.ts';
import { ProfileIndex } from '../profile/profile.index.ts';
import { RefusalRecorder } from '../record/refusal.recorder.ts';
import { clientOf, eraOf, type Era } from '../rpc/era.ts';
import { errorText, readMessages, type RpcMessage } from '../rpc/json-rpc.ts';
import { flowSession, SESSION_HEADER } from '../session/flow-session.ts';
import { SessionRegistry } from '../session/session.registry.ts';
import { Exchange } from './exchange.ts';
import { checkOrigin } from './origin.ts';

type McpRequest = FastifyRequest<{ Params: { profileId: string } }>;

/** `/v1/mcp/:profileId`: Streamable HTTP for both protocol eras. Everything that is refused before it is a call is recorded here. */
@Injectable()
export class McpDoor {
  private inFlight = 0;

  constructor(
    private readonly authenticator: Authenticator,
    private readonly profiles: ProfileIndex,
    private readonly sessions: SessionRegistry,
    private readonly exchange: Exchange,
    private readonly refusals: RefusalRecorder,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** Any verb. Never throws: every failure is answered as a JSON-RPC error with the status of its code. */
  async open(request: McpRequest, reply: FastifyReply): Promise<unknown> {
    const seen: { principal?: Principal; method?: string } = {};
    if (this.inFlight >= this.config.GATEWAY_MAX_IN_FLIGHT)
      return this.refuse(
        request,
        reply,
        new AppError('OVERLOADED', 'Too many calls in work. Try again in a moment.'),
        seen,
      );
    this.inFlight += 1;
    try {
      return await this.serve(request, reply, seen);
    } catch (error) {
      return this.refuse(request, reply, AppError.from(error), seen);
    } finally {
      this.inFlight -= 1;
    }
  }

  /** Answers a refusal and puts it on record. */
  refuse(
    request: FastifyRequest,
    reply: FastifyReply,
    error: AppError,
    seen: { principal?: Principal; method?: string } = {},
  ): FastifyReply {
    const { profileId } = request.params as { profileId?: string };
    this.refusals.record({
      error,
      profileId: profileId ?? null,
      principal: seen.principal,
      method: seen.method ?? null,
      remoteAddress: request.ip,
    });
    if (error.code === 'UNAUTHENTICATED')
      reply.header('www-authenticate', 'Bearer realm="archestra", error="invalid_token"');
    return reply.status(error.status).header('content-type', 'application/json').send(errorText(null, error));
  }

  private async serve(
    request: McpRequest,
    reply: FastifyReply,
    seen: { principal?: Principal; method?: string },
  ): Promise<unknown> {
    const startedAt = performance.now();
    checkOrigin(request.headers.origin, this.config.GATEWAY_ALLOWED_ORIGINS);
    const principal = await this.authenticator.authenticate(request.headers.authorization);
    seen.principal = principal;
    const profile = this.profiles.get(request.params.profileId, principal);
    const base = { principal, profile, startedAt, authenticatedAt: performance.now() };
    if (request.method === 'POST') return this.post(request, reply, base, seen);
    const sessionId = sessionHeader(request);
    if (!sessionId)
      throw new AppError(
        'METHOD_NOT_ALLOWED',
        'Use POST. GET and DELETE belong to a session: send its Mcp-Session-Id.',
      );
    await this.sessions.get(sessionId, principal, profile.snapshot.id);
    if (request.method === 'GET') return this.exchange.listen(reply, { ...base, sessionId });
    if (request.method !== 'DELETE') throw new AppError('METHOD_NOT_ALLOWED', 'Use POST, GET or DELETE.');
    await this.sessions.close(sessionId);
    return reply.status(204).send();
  }

  private async post(
    request: McpRequest,
    reply: FastifyReply,
    base: Base,
    seen: { method?: string },
  ): Promise<unknown> {
    const { messages, batch } = readMessages(String(request.body ?? ''));
    const requests = messages.filter((message): message is RpcMessage => message !== 'answer');
    const first = requests[0];
    if (!first) return reply.status(202).send();
    seen.method = first.method;
    const era = eraOf(first, request.headers);
    if (batch && (era.modern || requests.some((message) => message.method === 'initialize'))) {
      throw new AppError('INVALID_REQUEST', 'This revision of the protocol has no batches.');
    }
    const caller = await this.caller(request, base, era, first);
    return batch ? this.exchange.batch(reply, caller, requests) : this.exchange.single(request, reply, caller, first);
  }

  private async caller(request: McpRequest, base: Base, era: Era, first: RpcMessage): Promise<CallerInSession> {
    const { principal, profile } = base;
    const key = { principal, profileId: profile.snapshot.id, named: request.headers[SESSION_HEADER] };
    const stateless = { ...base, flowSession: flowSession(key), sessionId: undefined };
    const anonymous = clientOf(undefined, era.version);
    if (era.modern) return { ...stateless, client: era.client ?? anonymous, modern: true };
    const sessionId = first.method === 'initialize' ? undefined : sessionHeader(request);
    if (!sessionId) return { ...stateless, client: anonymous, modern: false };
    const { client } = await this.sessions.get(sessionId, principal, profile.snapshot.id);
    return { ...base, client, flowSession: flowSession({ ...key, mcpSessionId: sessionId }), modern: false, sessionId };
  }
}

type Base = Pick<Caller, 'principal' | 'profile' | 'startedAt' | 'authenticatedAt'>;

const sessionHeader = (request: FastifyRequest): string | undefined => {
  const value = request.headers['mcp-session-id'];
  return typeof value === 'string' ? value : undefined;
};
