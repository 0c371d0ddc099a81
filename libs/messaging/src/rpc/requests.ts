import { createInbox, nuid, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/nats-core';
import { connectionState } from '../connection/connection-state.ts';
import { inboxPrefixOf } from '../connection/connection.ts';
import { publishSoon } from '../connection/publish-batch.ts';

const TICK_MS = 25;
const HEADER_BYTES = 4_096;
const NO_RESPONDERS = 503;

/** Why a request has no answer. */
export type NoAnswer = 'nobody-listens' | 'timeout' | 'disconnected' | 'cancelled';

/** A request that was not answered; `reason` says why. */
export class RequestFailure extends Error {
  readonly reason: NoAnswer;

  constructor(reason: NoAnswer, cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause });
    this.reason = reason;
  }
}

export interface RequestOptions {
  timeoutMs: number;
  headers?: MsgHdrs;
  signal?: AbortSignal;
}

interface Pending {
  expiresAtMs: number;
  resolve: (message: Msg) => void;
  reject: (failure: RequestFailure) => void;
  settled: (() => void) | undefined;
}

/**
 * Request and reply over one shared inbox with one shared timer. Does what the client's own `request` does, without a timer,
 * a race of promises and an error object with a stack for every answered request.
 */
export class Requests {
  private readonly base: string;
  private readonly pending = new Map<string, Pending>();
  private last = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly connection: NatsConnection) {
    this.base = `${createInbox(inboxPrefixOf(connection))}.${nuid.next()}`;
    connection.subscribe(`${this.base}.*`, {
      callback: (error, message) => (error ? undefined : this.receive(message)),
    });
    connectionState(connection).onDisconnect(() => this.failAll('disconnected'));
  }

  /** What fits into one message besides its headers. */
  get maxPayloadBytes(): number {
    return (this.connection.info?.max_payload ?? 1_048_576) - HEADER_BYTES;
  }

  /** Resolves to the first reply; rejects with `RequestFailure`. An answer that comes later is dropped. */
  send(subject: string, payload: string | Uint8Array, { timeoutMs, headers, signal }: RequestOptions): Promise<Msg> {
    if (signal?.aborted) return Promise.reject(new RequestFailure('cancelled'));
    const token = (this.last += 1).toString(36);
    return new Promise((resolve, reject) => {
      const settled = signal ? this.giveUpOn(signal, token) : undefined;
      this.pending.set(token, { expiresAtMs: Date.now() + timeoutMs, resolve, reject, settled });
      this.timer ??= setInterval(() => this.tick(Date.now()), TICK_MS).unref();
      const options = { reply: `${this.base}.${token}`, ...(headers ? { headers } : {}) };
      publishSoon(this.connection, { subject, payload, options, failed: () => this.fail(token, 'disconnected') });
    });
  }

  private giveUpOn(signal: AbortSignal, token: string): () => void {
    const giveUp = (): void => this.fail(token, 'cancelled');
    signal.addEventListener('abort', giveUp, { once: true });
    return () => signal.removeEventListener('abort', giveUp);
  }

  private receive(message: Msg): void {
    const token = message.subject.slice(this.base.length + 1);
    if (message.headers?.code === NO_RESPONDERS) return this.fail(token, 'nobody-listens');
    this.take(token)?.resolve(message);
  }

  private fail(token: string, reason: NoAnswer): void {
    this.take(token)?.reject(new RequestFailure(reason));
  }

  private failAll(reason: NoAnswer): void {
    for (const token of [...this.pending.keys()]) this.fail(token, reason);
  }

  private take(token: string): Pending | undefined {
    const found = this.pending.get(token);
    if (!found) return undefined;
    this.pending.delete(token);
    found.settled?.();
    return found;
  }

  private tick(nowMs: number): void {
    for (const [token, { expiresAtMs }] of this.pending) if (expiresAtMs <= nowMs) this.fail(token, 'timeout');
    if (this.pending.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}

const shared = new WeakMap<NatsConnection, Requests>();

/** The one request inbox of a connection. */
export const requestsOf = (connection: NatsConnection): Requests => {
  const known = shared.get(connection);
  if (known) return known;
  const requests = new Requests(connection);
  shared.set(connection, requests);
  return requests;
};
