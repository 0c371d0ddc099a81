import { AppError, headerNames, mcpSubjects, type CallContext } from '@archestra/contracts';
import { connectionState, publishSoon, toHeaders, type ConnectionState } from '@archestra/messaging';
import { nuid, type Msg, type NatsConnection, type Subscription } from '@nats-io/nats-core';
import { inlineLimitBytes, MAX_FRAME_BYTES, requestTooLarge, sizeOf, type FrameBytes } from '../frame/limit.ts';
import { cancelledFrame } from '../frame/notification.ts';
import { FRAME_REFERENCE, Parcels } from '../frame/parcel.ts';
import { PendingFrames, type PendingFrame } from './pending.ts';
import { Supervision } from './supervision.ts';

const NOTHING = new Uint8Array();
const TICK_MS = 100;
const DEFAULT_TIMEOUT_MS = 60_000;
const NO_RESPONDERS = 503;
/** Last token of the subject on which owners confirm frames; never a frame id. */
const CONFIRM = 'confirm';
/** After a frame id in a subject: a notification that belongs to the frame, not its answer. */
const NOTIFICATION = 'n';

export interface McpLinkOptions {
  /** One NATS token, unique to this link for all time (a new one for every process start). Default: generated. */
  linkId?: string;
}

export interface FrameOptions {
  /** On whose behalf; sent as headers. `deadlineMs` is set from `timeoutMs` when absent. */
  context: CallContext;
}

export interface FrameRequestOptions extends FrameOptions {
  /** How long to wait for the answer. Default 60,000. */
  timeoutMs?: number;
  /** Gives the call up: the server is told, the promise rejects with `REQUEST_CANCELLED`. */
  signal?: AbortSignal;
  /** Notifications that belong to this frame (progress, logging), in order, before the answer. */
  onNotification?: (frame: Uint8Array) => void;
}

const timedOut = (timeoutMs: number): AppError =>
  new AppError('SERVER_TIMEOUT', `The server did not answer within ${timeoutMs} ms.`, { details: { timeoutMs } });
const notRunning = (): AppError =>
  new AppError('SERVER_UNAVAILABLE', 'The server is not running right now. Its status says why.');
const cancelled = (): AppError => new AppError('REQUEST_CANCELLED', 'The request was cancelled.');
const disconnected = (): AppError =>
  new AppError('PEER_UNAVAILABLE', 'The message broker is not reachable right now. Try again in a moment.');

/** The caller's end of MCP on NATS: one per process, shared by all calls to all servers. */
export class McpLink {
  readonly linkId: string;
  /** Answers nobody waited for any more: late, or sent twice. */
  droppedAnswers = 0;
  private readonly pending = new PendingFrames();
  private readonly supervision: Supervision;
  private readonly parcels: Parcels;
  private readonly state: ConnectionState;
  private readonly subscription: Subscription;
  private readonly timer: NodeJS.Timeout;
  private readonly stopListening: () => void;
  private lastFrameId = 0;

  constructor(
    private readonly connection: NatsConnection,
    { linkId = nuid.next() }: McpLinkOptions = {},
  ) {
    this.linkId = linkId;
    this.parcels = new Parcels(connection);
    this.state = connectionState(connection);
    this.supervision = new Supervision(this.pending, {
      ask: (serverId, frameIds) => this.ask(serverId, frameIds),
      fail: (frameId, error) => this.fail(frameId, error),
    });
    this.stopListening = this.state.onReconnect(() => this.supervision.forgive(Date.now()));
    this.subscription = connection.subscribe(mcpSubjects.downOfLink(linkId), {
      callback: (error, message) => this.receive(error, message),
    });
    this.timer = setInterval(() => this.tick(Date.now()), TICK_MS).unref();
  }

  /** Frames that wait for their answer right now. */
  get inFlight(): number {
    return this.pending.size;
  }

  /** The id the next request frame must carry, as its JSON-RPC `id` and, when progress is wanted, as its `progressToken`. */
  nextFrameId(): number {
    this.lastFrameId += 1;
    return this.lastFrameId;
  }

  /**
   * Sends a complete JSON-RPC request whose id is `frameId` (from `nextFrameId`) and resolves with the bytes of the
   * JSON-RPC response, which still carries that id. Rejects with `AppError`: `SERVER_UNAVAILABLE` at once when nobody owns the server,
   * `SERVER_TIMEOUT`, `REQUEST_CANCELLED`, `REQUEST_TOO_LARGE`, `CALL_INTERRUPTED` when the owner is lost mid-call,
   * `PEER_UNAVAILABLE` while NATS is away, or what the owner reported. A JSON-RPC error of the server resolves: it is an answer.
   */
  request(serverId: string, frameId: number, frame: FrameBytes, options: FrameRequestOptions): Promise<Uint8Array> {
    const { signal, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
    const refusal = this.refusal(frame, signal);
    if (refusal) return Promise.reject(refusal);
    const startedAtMs = Date.now();
    return new Promise((resolve, reject) => {
      const expiresAtMs = startedAtMs + timeoutMs;
      this.pending.add({
        frameId,
        serverId,
        startedAtMs,
        sentAtMs: startedAtMs,
        expiresAtMs,
        onNotification: options.onNotification,
        signal,
        onAbort: signal ? () => this.giveUp(frameId, cancelled()) : undefined,
        resolve,
        reject,
        unconfirmed: 0,
        reading: undefined,
      });
      const context = options.context.deadlineMs ? options.context : { ...options.context, deadlineMs: expiresAtMs };
      this.publish(serverId, frame, { context, frameId });
    });
  }

  /** Sends a notification. At most once, no answer; throws `REQUEST_TOO_LARGE` or `PEER_UNAVAILABLE`. */
  notify(serverId: string, frame: FrameBytes, { context }: FrameOptions): void {
    const refusal = this.refusal(frame, undefined);
    if (refusal) throw refusal;
    this.publish(serverId, frame, { context });
  }

  /** Rejects what is in flight with `PEER_UNAVAILABLE` and stops listening. */
  close(): void {
    clearInterval(this.timer);
    this.stopListening();
    if (!this.connection.isClosed()) this.subscription.unsubscribe();
    for (const { frameId } of this.pending.all())
      this.giveUp(frameId, new AppError('PEER_UNAVAILABLE', 'The platform is shutting down. Try again.'));
  }

  private refusal(frame: FrameBytes, signal: AbortSignal | undefined): AppError | undefined {
    if (signal?.aborted) return cancelled();
    if (!this.state.connected || this.connection.isClosed()) return disconnected();
    return sizeOf(frame) > MAX_FRAME_BYTES ? requestTooLarge() : undefined;
  }

  private publish(
    serverId: string,
    frame: FrameBytes,
    { context, frameId }: { context: CallContext; frameId?: number },
  ): void {
    const subject = mcpSubjects.up(serverId, this.linkId);
    const options = {
      headers: toHeaders(context),
      ...(frameId && { reply: mcpSubjects.down(serverId, this.linkId, String(frameId)) }),
    };
    const failed = (error: unknown): void => {
      if (frameId) this.fail(frameId, AppError.from(error));
    };
    try {
      if (sizeOf(frame) <= inlineLimitBytes(this.connection.info?.max_payload))
        return publishSoon(this.connection, { subject, payload: frame, options, failed });
      this.markSent(frameId, Infinity);
      this.parcels
        .send(frame, options.headers)
        .then(() => {
          // Given up while the parcel was on its way: the server must not carry out what the caller was told has failed.
          if (frameId && !this.pending.get(frameId)) return;
          publishSoon(this.connection, { subject, payload: NOTHING, options, failed });
          this.markSent(frameId, Date.now());
        })
        .catch(failed);
    } catch (cause) {
      failed(new AppError('PEER_UNAVAILABLE', disconnected().message, { cause }));
    }
  }

  private markSent(frameId: number | undefined, sentAtMs: number): void {
    const frame = frameId ? this.pending.get(frameId) : undefined;
    if (frame) frame.sentAtMs = sentAtMs;
  }

  private receive(error: Error | null, message: Msg): void {
    if (error) return;
    const { subject } = message;
    const tokens = subject.split('.');
    if (tokens[4] === CONFIRM) return this.confirm(message);
    const frame = this.pending.get(Number(tokens[4]));
    if (!frame) {
      if (tokens[5] !== NOTIFICATION) this.droppedAnswers += 1;
      return;
    }
    const isNotification = tokens[5] === NOTIFICATION;
    if (!message.headers && !frame.reading) return this.deliver(frame, message.data, isNotification);
    this.receiveSpecial(frame, message, isNotification);
  }

  /** Everything that is not a plain answer: an error of the owner, "no responders", or a frame by reference. */
  private receiveSpecial(frame: PendingFrame, message: Msg, isNotification: boolean): void {
    const { headers } = message;
    if (headers?.code === NO_RESPONDERS) return this.fail(frame.frameId, notRunning());
    const reference = headers?.get(FRAME_REFERENCE);
    const before = frame.reading ?? Promise.resolve();
    const reading = before
      .then(async () => {
        if (headers?.has(headerNames.error)) return this.fail(frame.frameId, AppError.fromWire(message.json()));
        return this.deliver(frame, reference ? await this.parcels.receive(reference) : message.data, isNotification);
      })
      .catch((error: unknown) => this.fail(frame.frameId, AppError.from(error)))
      .then(() => {
        if (frame.reading === reading) frame.reading = undefined;
      });
    frame.reading = reading;
  }

  private deliver(frame: PendingFrame, bytes: Uint8Array, isNotification: boolean): void {
    if (isNotification) frame.onNotification?.(bytes);
    else this.pending.take(frame.frameId)?.resolve(bytes);
  }

  private ask(serverId: string, frameIds: number[]): void {
    if (!this.state.connected || this.connection.isClosed()) return;
    this.connection.publish(mcpSubjects.ask(serverId, this.linkId), JSON.stringify(frameIds), {
      reply: mcpSubjects.down(serverId, this.linkId, CONFIRM),
    });
  }

  private confirm(message: Msg): void {
    if (message.headers?.code === NO_RESPONDERS) return;
    const frameIds: unknown = message.json();
    if (Array.isArray(frameIds)) this.supervision.confirm(frameIds.filter((id) => typeof id === 'number'));
  }

  private tick(nowMs: number): void {
    for (const frame of this.pending.all()) {
      if (frame.expiresAtMs <= nowMs) this.giveUp(frame.frameId, timedOut(frame.expiresAtMs - frame.startedAtMs));
    }
    if (this.state.connected) this.supervision.tick(nowMs);
  }

  /** Rejects a frame and tells every owner: with several, only all of them surely include the one that works on it. */
  private giveUp(frameId: number, error: AppError): void {
    const frame = this.pending.take(frameId);
    if (!frame) return;
    frame.reject(error);
    if (!this.state.connected || this.connection.isClosed()) return;
    const payload = cancelledFrame(frameId, error.message);
    publishSoon(this.connection, { subject: mcpSubjects.ask(frame.serverId, this.linkId), payload });
  }

  private fail(frameId: number, error: AppError): void {
    this.pending.take(frameId)?.reject(error);
  }
}
