import { AppError, type CallContext } from '@archestra/contracts';
import type {
  JSONRPCMessage,
  JSONRPCNotification,
  JSONRPCRequest,
  RequestId,
  Transport,
  TransportSendOptions,
} from '@modelcontextprotocol/client';
import type { McpLink } from '../link/link.ts';

const DEFAULT_TIMEOUT_MS = 60_000;

export interface NatsCallerTransportOptions {
  link: McpLink;
  serverId: string;
  /** Sent with every frame of this transport. */
  context: CallContext;
  /** Upper bound of one request; the SDK's own timeout usually ends it earlier. Default 60,000. */
  timeoutMs?: number;
}

const isRequest = (message: JSONRPCMessage): message is JSONRPCRequest => 'method' in message && 'id' in message;
const isNotification = (message: JSONRPCMessage): message is JSONRPCNotification =>
  'method' in message && !('id' in message);

const parse = (frame: Uint8Array): JSONRPCMessage => {
  try {
    return JSON.parse(Buffer.from(frame).toString('utf8')) as JSONRPCMessage;
  } catch (cause) {
    throw new AppError('SERVER_PROTOCOL_ERROR', 'The server answered with something that is not JSON.', { cause });
  }
};

/**
 * The SDK's `Transport` on a link: an SDK `Client` talks through it to any server on NATS, whoever owns it.
 * A platform failure rejects the client's call with the `AppError` itself, never with a JSON-RPC error in the server's name.
 */
export class NatsCallerTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: NonNullable<Transport['onmessage']>;
  private readonly inFlight = new Map<RequestId, AbortController>();
  private readonly options: NatsCallerTransportOptions;

  constructor(options: NatsCallerTransportOptions) {
    this.options = options;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  async send(message: JSONRPCMessage, _options?: TransportSendOptions): Promise<void> {
    if (isRequest(message)) return this.request(message);
    if (isNotification(message)) this.notify(message);
    // Answers to requests of the server have no way back yet: servers are told that the client cannot do that.
  }

  close(): Promise<void> {
    for (const controller of this.inFlight.values()) controller.abort();
    this.inFlight.clear();
    this.onclose?.();
    return Promise.resolve();
  }

  private async request(message: JSONRPCRequest): Promise<void> {
    const { link, serverId, context, timeoutMs = DEFAULT_TIMEOUT_MS } = this.options;
    const frameId = link.nextFrameId();
    const controller = new AbortController();
    this.inFlight.set(message.id, controller);
    try {
      const answer = await link.request(serverId, frameId, JSON.stringify(renumbered(message, frameId)), {
        context,
        timeoutMs,
        signal: controller.signal,
        onNotification: (frame) => this.receiveNotification(frame, message),
      });
      this.onmessage?.({ ...parse(answer), id: message.id } as JSONRPCMessage);
    } catch (error) {
      // The SDK has already settled a call that it cancelled itself.
      if (!controller.signal.aborted) throw error;
    } finally {
      this.inFlight.delete(message.id);
    }
  }

  private notify(message: JSONRPCNotification): void {
    const { link, serverId, context } = this.options;
    if (message.method !== 'notifications/cancelled')
      return link.notify(serverId, JSON.stringify(message), { context });
    const requestId = message.params?.['requestId'];
    if (typeof requestId === 'string' || typeof requestId === 'number') this.inFlight.get(requestId)?.abort();
  }

  private receiveNotification(frame: Uint8Array, request: JSONRPCRequest): void {
    try {
      const message = parse(frame) as JSONRPCNotification;
      const progressToken = request.params?._meta?.progressToken;
      const isProgress = message.method === 'notifications/progress' && progressToken !== undefined;
      this.onmessage?.(isProgress ? { ...message, params: { ...message.params, progressToken } } : message);
    } catch (error) {
      this.onerror?.(AppError.from(error));
    }
  }
}

const renumbered = (message: JSONRPCRequest, frameId: number): JSONRPCRequest => {
  const { params } = message;
  if (params?._meta?.progressToken === undefined) return { ...message, id: frameId };
  return { ...message, id: frameId, params: { ...params, _meta: { ...params._meta, progressToken: frameId } } };
};
