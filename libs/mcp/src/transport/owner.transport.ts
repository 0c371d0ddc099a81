import { AsyncLocalStorage } from 'node:async_hooks';
import { AppError, type CallContext } from '@archestra/contracts';
import type {
  JSONRPCMessage,
  JSONRPCRequest,
  RequestId,
  Transport,
  TransportSendOptions,
} from '@modelcontextprotocol/server';
import type { NatsConnection } from '@nats-io/nats-core';
import { serveMcp, type McpServing } from '../owner/serve.ts';
import type { UpFrame } from '../owner/up-frame.ts';

const contexts = new AsyncLocalStorage<CallContext>();

/**
 * On whose behalf the current request handler of a server behind `NatsOwnerTransport` works: organization, principal, call id.
 * Throws `INTERNAL` outside of such a handler, so that a missing context can never read as "anybody".
 */
export const currentContext = (): CallContext => {
  const context = contexts.getStore();
  if (!context) throw new AppError('INTERNAL', 'There is no MCP request here whose context could be read.');
  return context;
};

interface Open {
  readonly frame: UpFrame;
  readonly id: RequestId;
}

const isAnswer = (message: JSONRPCMessage): message is JSONRPCMessage & { id: RequestId } =>
  !('method' in message) && message.id !== undefined;

const DRAIN_MS = 5_000;

/**
 * The SDK's `Transport` for the owner's end: an SDK `Server` answers for one server id on NATS. One instance serves all links;
 * request ids are mapped because every link counts from one. Inside a request handler `currentContext` tells who calls.
 */
export class NatsOwnerTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: NonNullable<Transport['onmessage']>;
  private readonly open = new Map<number, Open>();
  private serving: McpServing | undefined;
  private lastId = 0;
  private readonly connection: NatsConnection;
  private readonly serverId: string;

  constructor(connection: NatsConnection, serverId: string) {
    this.connection = connection;
    this.serverId = serverId;
  }

  start(): Promise<void> {
    this.serving = serveMcp(this.connection, this.serverId, (frame) => this.receive(frame));
    return Promise.resolve();
  }

  /** Stops taking frames, gives those in work five seconds, then closes. */
  async close(): Promise<void> {
    const { serving } = this;
    this.serving = undefined;
    if (!serving) return;
    await serving.stop({ graceMs: DRAIN_MS });
    this.onclose?.();
  }

  send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    if (isAnswer(message)) this.answer(message);
    else if ('method' in message && !('id' in message)) this.related(options)?.frame.notify(JSON.stringify(message));
    else
      return Promise.reject(new AppError('METHOD_NOT_FOUND', 'A built-in server cannot ask its callers for anything.'));
    return Promise.resolve();
  }

  private answer(message: JSONRPCMessage & { id: RequestId }): void {
    const id = Number(message.id);
    const open = this.open.get(id);
    this.open.delete(id);
    open?.frame.respond(JSON.stringify({ ...message, id: open.id }));
  }

  private related(options: TransportSendOptions | undefined): Open | undefined {
    return this.open.get(Number(options?.relatedRequestId));
  }

  private receive(frame: UpFrame): void {
    const message = JSON.parse(Buffer.from(frame.bytes).toString('utf8')) as JSONRPCMessage;
    const isRequest = frame.frameId !== undefined && 'method' in message && 'id' in message;
    const known = isRequest ? this.register(frame, message as JSONRPCRequest) : message;
    contexts.run(frame.context, () => this.onmessage?.(known));
  }

  private register(frame: UpFrame, message: JSONRPCRequest): JSONRPCRequest {
    this.lastId += 1;
    const id = this.lastId;
    this.open.set(id, { frame, id: message.id });
    frame.onCancel = () => {
      this.open.delete(id);
      this.onmessage?.({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } });
    };
    return { ...message, id };
  }
}
