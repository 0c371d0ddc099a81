import { AppError, headerNames, type CallContext, type Reply, type Request, type Rpc } from '@archestra/contracts';
import { NoRespondersError, RequestError, TimeoutError } from '@nats-io/nats-core';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { connectionState, type ConnectionState } from '../connection/connection-state.ts';
import { toHeaders } from '../connection/header.ts';
import { activeTraceparent } from '../connection/trace.ts';

/** Context of a call, plus a signal that gives up waiting. */
export type CallOptions = CallContext & { readonly signal?: AbortSignal };

/** Calls other services by contract. Every wait is bounded by the contract's deadline or the caller's, whichever is first. */
export class NatsClient {
  private readonly state: ConnectionState;

  constructor(private readonly connection: NatsConnection) {
    this.state = connectionState(connection);
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
    const timeout = options.deadlineMs - Date.now();
    if (timeout < 1) throw timedOut(contract);
    const headers = toHeaders({ ...options, traceparent: options.traceparent ?? activeTraceparent() });
    try {
      const answer = this.connection.request(contract.subject, payload, { timeout, headers });
      return await (options.signal ? abortable(answer, options.signal) : answer);
    } catch (error) {
      if (options.signal?.aborted) throw new AppError('REQUEST_CANCELLED', 'The caller gave up waiting.');
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

const isNoResponders = (error: unknown): boolean =>
  error instanceof NoRespondersError || (error instanceof RequestError && error.isNoResponders());

const failure = (contract: Rpc, error: unknown): AppError => {
  if (error instanceof AppError) return error;
  if (isNoResponders(error)) return unavailable(contract, 'nobody listens');
  if (error instanceof TimeoutError) return timedOut(contract, error);
  return new AppError('PEER_UNAVAILABLE', `${contract.subject} could not be asked.`, { cause: error });
};

const abortable = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const stop = (): void => reject(new Error('aborted'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
