import { AppError, headerNames, type CallContext, type Reply, type Request, type Rpc } from '@archestra/contracts';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { connectionState, type ConnectionState } from '../connection/connection-state.ts';
import { toHeaders } from '../connection/header.ts';
import { activeTraceparent } from '../connection/trace.ts';
import { RequestFailure, requestsOf, type Requests } from './requests.ts';

/** Context of a call, plus a signal that gives up waiting. */
export type CallOptions = CallContext & { readonly signal?: AbortSignal };

/** Calls other services by contract. Every wait is bounded by the contract's deadline or the caller's, whichever is first. */
export class NatsClient {
  private readonly state: ConnectionState;
  private readonly requests: Requests;

  constructor(connection: NatsConnection) {
    this.state = connectionState(connection);
    this.requests = requestsOf(connection);
  }

  /**
   * Sends a request and returns the parsed reply. Throws `AppError`: what the peer threw, `PEER_UNAVAILABLE` at once when
   * nobody listens or the broker is away, `PEER_TIMEOUT` at the deadline, `REQUEST_CANCELLED` when `signal` fires.
   */
  async call<C extends Rpc>(contract: C, input: Request<C>, options: CallOptions = {}): Promise<Reply<C>> {
    const deadlineMs = Math.min(options.deadlineMs ?? Infinity, Date.now() + contract.deadlineMs);
    const payload = JSON.stringify(input);
    const message = await this.exchange(contract, payload, { ...options, deadlineMs });
    return read(contract, message);
  }

  private async exchange(contract: Rpc, payload: string, options: CallOptions & { deadlineMs: number }): Promise<Msg> {
    if (!this.state.connected) throw unavailable(contract, 'the message broker is not reachable');
    if (
      payload.length > this.requests.maxPayloadBytes / 3 &&
      Buffer.byteLength(payload) > this.requests.maxPayloadBytes
    )
      throw new AppError(
        'REQUEST_TOO_LARGE',
        `${contract.subject} takes at most ${this.requests.maxPayloadBytes} bytes.`,
      );
    const timeoutMs = options.deadlineMs - Date.now();
    if (timeoutMs < 1) throw timedOut(contract);
    const headers = toHeaders(options, options.traceparent ?? activeTraceparent());
    try {
      return await this.requests.send(contract.subject, payload, {
        timeoutMs,
        headers,
        ...(options.signal ? { signal: options.signal } : {}),
      });
    } catch (error) {
      throw failure(contract, error);
    }
  }
}

const decoder = new TextDecoder();

const read = <C extends Rpc>(contract: C, message: Msg): Reply<C> => {
  const body: unknown = JSON.parse(decoder.decode(message.data));
  if (message.headers?.has(headerNames.error)) throw AppError.fromWire(body);
  const parsed = contract.output.safeParse(body);
  if (parsed.success) return parsed.data as Reply<C>;
  throw new AppError('INTERNAL', `${contract.subject} answered outside its contract.`, { cause: parsed.error });
};

const unavailable = (contract: Rpc, why: string): AppError =>
  new AppError('PEER_UNAVAILABLE', `${contract.subject} cannot be reached: ${why}. Try again in a moment.`);

const timedOut = (contract: Rpc, cause?: unknown): AppError =>
  new AppError('PEER_TIMEOUT', `${contract.subject} did not answer in time.`, { cause });

const failure = (contract: Rpc, error: unknown): AppError => {
  const reason = error instanceof RequestFailure ? error.reason : undefined;
  if (reason === 'nobody-listens') return unavailable(contract, 'nobody listens');
  if (reason === 'disconnected') return unavailable(contract, 'the message broker went away');
  if (reason === 'timeout') return timedOut(contract, error);
  if (reason === 'cancelled') return new AppError('REQUEST_CANCELLED', 'The caller gave up waiting.');
  return new AppError('PEER_UNAVAILABLE', `${contract.subject} could not be asked.`, { cause: error });
};
