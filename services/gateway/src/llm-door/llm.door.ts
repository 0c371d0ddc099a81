import { AppError, type LlmSource, type Principal } from '@archestra/contracts';
import { dialects, type Dialect } from '@archestra/llm';
import { CONFIG } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { v7 as uuid } from 'uuid';
import type { GatewayConfig } from '../gateway.config.ts';
import { LlmCallService } from '../llm-call/llm-call.service.ts';
import type { LlmCall } from '../llm-call/llm-call.ts';
import { ModelRouter } from '../llm-model/model.router.ts';
import { dialectOf } from '../llm-model/operation.ts';
import { callerFacts } from '../record/caller-facts.ts';
import { RefusalRecorder } from '../record/refusal.recorder.ts';
import { flowSession, SESSION_HEADER } from '../session/flow-session.ts';
import { Admission, type Admitted, type LlmRequest } from './admission.ts';
import { conversationStart } from './conversation.start.ts';
import { modelList } from './model.list.ts';
import { HttpOutlet } from './outlet.ts';
import type { AskRoute, ListRoute, Tongue } from './route.ts';
import { ServedCalls } from './served.calls.ts';

const CALL_ID = 'x-archestra-call-id';
/** What clients tell providers of the same dialect beside the body. */
const PASSED_HEADERS = ['anthropic-version', 'anthropic-beta'];

interface Seen {
  principal?: Principal;
  readonly callId: string;
}

/** `/v1/openai`, `/v1/anthropic` and `/v1/model-router`: models behind the dialects of OpenAI and Anthropic. */
@Injectable()
export class LlmDoor {
  private inFlight = 0;

  constructor(
    private readonly admission: Admission,
    private readonly calls: LlmCallService,
    private readonly served: ServedCalls,
    private readonly router: ModelRouter,
    private readonly refusals: RefusalRecorder,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** Never throws: every failure is answered in the caller's own dialect, with the status of its code. */
  async ask(request: LlmRequest, reply: FastifyReply, route: AskRoute): Promise<unknown> {
    const seen: Seen = { callId: uuid() };
    if (this.inFlight >= this.config.GATEWAY_MAX_IN_FLIGHT)
      return this.refuse(request, reply, { error: overloaded(), route, seen });
    this.inFlight += 1;
    try {
      return await this.serve(request, reply, { route, seen });
    } catch (error) {
      return this.refuse(request, reply, { error: AppError.from(error), route, seen });
    } finally {
      this.inFlight -= 1;
    }
  }

  async list(request: LlmRequest, reply: FastifyReply, route: ListRoute): Promise<unknown> {
    const seen: Seen = { callId: uuid() };
    try {
      const { principal } = await this.admission.admit(request, seen);
      return await reply.send(modelList(this.router.names(principal.organizationId, route.isFull), route.tongue));
    } catch (error) {
      return this.refuse(request, reply, { error: AppError.from(error), route, seen });
    }
  }

  /** Answers what never became a call, and puts it on record. */
  refuse(
    request: LlmRequest,
    reply: FastifyReply,
    {
      error,
      route,
      seen = { callId: uuid() },
    }: { error: AppError; route: { tongue: Tongue; url: string }; seen?: Seen },
  ): FastifyReply {
    this.refusals.record({
      error,
      profileId: request.params.profileId ?? null,
      principal: seen.principal,
      method: `${request.method} ${route.url}`,
      remoteAddress: request.ip,
    });
    return answerError(reply, { error, callId: seen.callId, tongue: route.tongue });
  }

  private async serve(
    request: LlmRequest,
    reply: FastifyReply,
    { route, seen }: { route: AskRoute; seen: Seen },
  ): Promise<unknown> {
    const startedAt = performance.now();
    const admitted = await this.admission.admit(request, seen);
    const authenticatedAt = performance.now();
    const { callId } = seen;
    const text = String(request.body ?? '');
    const { call, controller } = this.callOf(request, admitted, { route, callId, text, startedAt, authenticatedAt });
    const deadline = this.watch(reply, controller);
    const { principal, profile } = admitted;
    const leave = this.served.add({ principal, profileId: profile?.snapshot.id, controller });
    try {
      await this.calls.run(call, new HttpOutlet(hijacked(reply), controller.signal));
      return undefined;
    } catch (error) {
      return answerRaw(reply, { error: AppError.from(error), callId, tongue: route.tongue });
    } finally {
      clearTimeout(deadline);
      leave();
    }
  }

  private callOf(
    { headers }: LlmRequest,
    { principal, profile }: Admitted,
    given: { route: AskRoute } & Pick<LlmCall, 'callId' | 'text' | 'startedAt' | 'authenticatedAt'>,
  ): { call: LlmCall; controller: AbortController } {
    const { route, ...rest } = given;
    const body = parsed(rest.text);
    const facts = dialects[dialectOf[route.operation]].readRequest(body);
    const profileId = profile?.snapshot.id ?? null;
    const controller = new AbortController();
    const sessionId = flowSession({
      principal,
      profileId,
      named: headers[SESSION_HEADER],
      conversationStart: conversationStart(body, facts),
    });
    const call: LlmCall = {
      ...rest,
      ...whoOf(principal),
      profile,
      charged: profile ? { id: profile.snapshot.id, name: profile.snapshot.name } : null,
      clientName: (headers['user-agent'] ?? '').slice(0, 200),
      operation: route.operation,
      isFull: route.isFull,
      body,
      facts,
      sessionId,
      headers: passedHeaders(headers),
      signal: controller.signal,
    };
    return { call, controller };
  }

  /** A client that goes away, and a call that takes too long, end the provider's work. */
  private watch(reply: FastifyReply, controller: AbortController): NodeJS.Timeout {
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) controller.abort(gone());
    });
    const late = (): void => controller.abort(tooLong(this.config.GATEWAY_LLM_TOTAL_TIMEOUT_MS));
    return setTimeout(late, this.config.GATEWAY_LLM_TOTAL_TIMEOUT_MS).unref();
  }
}

const whoOf = (principal: Principal): Pick<LlmCall, 'organizationId' | 'caller' | 'teamIds' | 'source'> => ({
  organizationId: principal.organizationId,
  caller: callerFacts(principal),
  teamIds: principal.teamIds,
  source: (principal.issuedFor === 'chat' ? 'chat' : 'client') satisfies LlmSource,
});

const passedHeaders = (headers: LlmRequest['headers']): Record<string, string> =>
  Object.fromEntries(
    PASSED_HEADERS.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );

const overloaded = (): AppError => new AppError('OVERLOADED', 'Too many calls in work. Try again in a moment.');
const gone = (): AppError => new AppError('REQUEST_CANCELLED', 'The client went away before the answer was complete.');
const tooLong = (limitMs: number): AppError =>
  new AppError('PROVIDER_TIMEOUT', `The call took longer than ${limitMs / 1_000} seconds.`);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('MALFORMED_JSON', 'The body of the request is not JSON.');
  }
};

const hijacked = (reply: FastifyReply): FastifyReply['raw'] => {
  reply.hijack();
  return reply.raw;
};

interface Failure {
  readonly error: AppError;
  readonly callId: string;
  readonly tongue: Tongue;
}

const dialectFor = (tongue: Tongue): Dialect => dialects[tongue === 'openai' ? 'openai-chat' : 'anthropic-messages'];

const headersOf = ({ error, callId }: Failure): Record<string, string> => {
  const wait = error.details?.['retryAfterMs'];
  return {
    'content-type': 'application/json',
    [CALL_ID]: callId,
    ...(typeof wait === 'number' ? { 'retry-after': String(Math.ceil(wait / 1_000)) } : {}),
    ...(error.code === 'UNAUTHENTICATED'
      ? { 'www-authenticate': 'Bearer realm="archestra", error="invalid_token"' }
      : {}),
  };
};

const answerError = (reply: FastifyReply, failure: Failure): FastifyReply =>
  reply
    .status(failure.error.status)
    .headers(headersOf(failure))
    .send(JSON.stringify(dialectFor(failure.tongue).errorBody(failure.error, failure.callId)));

/** The same for a reply that was taken out of the framework's hands. */
const answerRaw = ({ raw }: FastifyReply, failure: Failure): void => {
  if (raw.destroyed || raw.headersSent) return void raw.destroy();
  const body = JSON.stringify(dialectFor(failure.tongue).errorBody(failure.error, failure.callId));
  raw.writeHead(failure.error.status, headersOf(failure)).end(body);
};
