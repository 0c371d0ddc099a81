import { AppError } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller, CallerInSession } from '../call/call.ts';
import { Dispatcher, type Answered, type Request } from '../method/dispatcher.ts';
import { clientOf, negotiate } from '../rpc/era.ts';
import { errorText, resultText, type Params, type RpcMessage } from '../rpc/json-rpc.ts';
import { SessionRegistry } from '../session/session.registry.ts';
import { SseStream } from '../stream/sse.ts';
import { SubscriptionService } from '../stream/subscription.service.ts';
import { Cancellations } from './cancellation.ts';

const SUBSCRIPTION_ID = 'io.modelcontextprotocol/subscriptionId';
/** Names the record of a call, so that a person can find it from the client's side. */
const CALL_ID = 'x-archestra-call-id';
const TOOLS_CHANGED = 'notifications/tools/list_changed';

const isObject = (value: unknown): value is Params =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isRequest = (message: RpcMessage): message is Request => message.id !== undefined;

interface Given {
  /** Filled with what the response is to carry. */
  headers?: Record<string, string>;
  onProgress?: (params: Params) => void;
}

/** Carries messages between one HTTP exchange and the dispatcher: plain JSON, a stream with progress, a batch, a subscription. */
@Injectable()
export class Exchange {
  private readonly cancellations = new Cancellations();

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly sessions: SessionRegistry,
    private readonly subscriptions: SubscriptionService,
  ) {}

  async single(
    request: FastifyRequest,
    reply: FastifyReply,
    caller: CallerInSession,
    message: RpcMessage,
  ): Promise<unknown> {
    if (!isRequest(message)) {
      this.notice(caller, message);
      return reply.status(202).send();
    }
    if (message.method === 'subscriptions/listen' && caller.modern) return this.subscribe(reply, caller, message);
    const token = progressToken(message.params);
    const streams = message.method === 'tools/call' && accepts(request, 'text/event-stream');
    if (token !== undefined && streams) return this.stream(reply, caller, message, token);
    const { answered, headers } = await this.answer(reply, caller, message);
    return reply
      .status(answered.status)
      .headers(headers)
      .header('content-type', 'application/json')
      .send(answered.text);
  }

  async batch(reply: FastifyReply, caller: CallerInSession, messages: RpcMessage[]): Promise<unknown> {
    const requests = messages.filter(isRequest);
    for (const message of messages) if (!isRequest(message)) this.notice(caller, message);
    if (requests.length === 0) return reply.status(202).send();
    const answers = await Promise.all(requests.map((message) => this.answer(reply, caller, message)));
    return reply
      .header('content-type', 'application/json')
      .send(`[${answers.map(({ answered }) => answered.text).join(',')}]`);
  }

  /** The stream a client of the older revisions opens with GET: it hears when the profile's tools change. */
  listen(
    reply: FastifyReply,
    { principal, profile }: Pick<Caller, 'principal' | 'profile'> & { sessionId: string },
  ): void {
    reply.hijack();
    this.subscriptions.open(reply.raw, {
      profileId: profile.snapshot.id,
      principal,
      toolsChanged: JSON.stringify({ jsonrpc: '2.0', method: TOOLS_CHANGED }),
      farewell: undefined,
    });
  }

  private async answer(
    reply: FastifyReply,
    caller: CallerInSession,
    message: Request,
    { headers = {}, onProgress }: Given = {},
  ): Promise<{ answered: Answered; headers: Record<string, string> }> {
    const controller = new AbortController();
    const forget = caller.sessionId ? this.cancellations.track(caller.sessionId, message.id, controller) : undefined;
    const gone = (): void => {
      if (!reply.raw.writableEnded) controller.abort();
    };
    reply.raw.on('close', gone);
    const onRecorded = (callId: string): void => void (headers[CALL_ID] = callId);
    try {
      const answered = await this.dispatcher.answer(
        { ...caller, signal: controller.signal, onRecorded },
        message,
        onProgress,
      );
      if (message.method === 'initialize' && !caller.modern)
        headers['mcp-session-id'] = await this.openSession(caller, message.params);
      return { answered, headers };
    } finally {
      reply.raw.off('close', gone);
      forget?.();
    }
  }

  private openSession(caller: CallerInSession, params: Params): Promise<string> {
    const client = clientOf(params['clientInfo'], negotiate(params['protocolVersion']));
    return this.sessions.open(caller.principal, caller.profile.snapshot.id, client);
  }

  private async stream(
    reply: FastifyReply,
    caller: CallerInSession,
    message: Request,
    token: string | number,
  ): Promise<void> {
    reply.hijack();
    const headers: Record<string, string> = {};
    const onProgress = (params: Params): void =>
      stream.send(
        JSON.stringify({
          jsonrpc: '2.0',
          method: 'notifications/progress',
          params: { ...params, progressToken: token },
        }),
      );
    // A tool call has its id as soon as it is begun, so the stream can name it before anything is sent on it.
    const answering = this.answer(reply, caller, message, { headers, onProgress });
    const stream = new SseStream(reply.raw, headers);
    try {
      stream.send((await answering).answered.text);
    } catch (error) {
      stream.send(errorText(message.id, AppError.from(error)));
    } finally {
      stream.end();
    }
  }

  /** `subscriptions/listen` of 2026-07-28: acknowledge what is honoured, then send only that. */
  private subscribe(reply: FastifyReply, { principal, profile }: CallerInSession, { id, params }: Request): void {
    const asked = isObject(params['notifications']) ? params['notifications'] : undefined;
    if (!asked) throw new AppError('INVALID_INPUT', 'params.notifications must be an object.');
    const tools = asked['toolsListChanged'] === true;
    const meta = { _meta: { [SUBSCRIPTION_ID]: id } };
    reply.hijack();
    const stream = this.subscriptions.open(reply.raw, {
      profileId: profile.snapshot.id,
      principal,
      toolsChanged: tools ? JSON.stringify({ jsonrpc: '2.0', method: TOOLS_CHANGED, params: meta }) : undefined,
      farewell: resultText(id, JSON.stringify({ resultType: 'complete', ...meta })),
    });
    const granted = tools ? { toolsListChanged: true } : {};
    stream.send(
      JSON.stringify({
        jsonrpc: '2.0',
        method: 'notifications/subscriptions/acknowledged',
        params: { notifications: granted, ...meta },
      }),
    );
  }

  private notice(caller: CallerInSession, message: RpcMessage): void {
    if (message.method === 'notifications/cancelled' && caller.sessionId)
      this.cancellations.cancel(caller.sessionId, message.params['requestId']);
  }
}

const progressToken = ({ _meta }: Params): string | number | undefined => {
  const token = isObject(_meta) ? _meta['progressToken'] : undefined;
  return typeof token === 'string' || typeof token === 'number' ? token : undefined;
};

const accepts = (request: FastifyRequest, type: string): boolean => request.headers.accept?.includes(type) ?? false;
