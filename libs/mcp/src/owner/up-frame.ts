import { AppError, headerNames, mcpSubjects, type CallContext } from '@archestra/contracts';
import { fromHeaders, publishSoon } from '@archestra/messaging';
import { headers, type MsgHdrs, type NatsConnection } from '@nats-io/nats-core';
import { inlineLimitBytes, MAX_FRAME_BYTES, responseTooLarge, sizeOf, type FrameBytes } from '../frame/limit.ts';
import type { Parcels } from '../frame/parcel.ts';

/** What a frame needs of the owner's end to answer. */
export interface FrameDesk {
  readonly connection: NatsConnection;
  readonly parcels: Parcels;
  /** The frame is answered or given up. */
  done(frame: UpFrame): void;
}

export interface UpFrameParts {
  readonly serverId: string;
  readonly linkId: string;
  /** Absent on a notification: nobody waits for an answer. */
  readonly frameId: number | undefined;
  readonly bytes: Uint8Array;
  readonly headers: MsgHdrs | undefined;
}

const ERROR_HEADERS = headers();
ERROR_HEADERS.set(headerNames.error, '1');

/** One JSON-RPC message from a caller, as the owner of the server sees it. Answer it once with `respond` or `fail`. */
export class UpFrame {
  readonly serverId: string;
  readonly linkId: string;
  readonly frameId: number | undefined;
  readonly bytes: Uint8Array;
  /** Called when the caller gives the frame up; an answer after that goes nowhere. */
  onCancel: (() => void) | undefined;
  /** Passes everything that goes back to the caller, answers and notifications; for what must not leave the owner. */
  rewrite: ((message: FrameBytes) => FrameBytes) | undefined;
  /** Called once, when it was answered, failed or given up. */
  onSettled: (() => void) | undefined;
  private readonly headers: MsgHdrs | undefined;
  private knownContext: CallContext | undefined;
  private settled = false;
  private sending: Promise<void> | undefined;

  constructor(
    private readonly desk: FrameDesk,
    parts: UpFrameParts,
  ) {
    this.serverId = parts.serverId;
    this.linkId = parts.linkId;
    this.frameId = parts.frameId;
    this.bytes = parts.bytes;
    this.headers = parts.headers;
  }

  /** Organization, principal, call id, deadline (epoch milliseconds) and trace of the call. Read on first use. */
  get context(): CallContext {
    this.knownContext ??= fromHeaders(this.headers);
    return this.knownContext;
  }

  /** Whether it was answered or given up. */
  get isSettled(): boolean {
    return this.settled;
  }

  /** Sends the JSON-RPC response; it must carry the id of the request. Over 16 MiB the caller gets `SERVER_RESPONSE_TOO_LARGE`. */
  respond(answer: FrameBytes): void {
    if (this.settled) return;
    if (sizeOf(answer) > MAX_FRAME_BYTES) return this.fail(responseTooLarge());
    this.settle();
    this.send(this.rewrite?.(answer) ?? answer, '');
  }

  /** Reports that the platform or the server could not do it; the caller's `request` rejects with this error. */
  fail(error: AppError): void {
    if (this.settled) return;
    this.settle();
    if (this.frameId === undefined) return this.desk.done(this);
    const publish = (): void => {
      this.publish(JSON.stringify(error.toWire()), '', ERROR_HEADERS);
      this.desk.done(this);
    };
    if (this.sending) void this.sending.then(publish);
    else publish();
  }

  /** Sends a notification that belongs to this frame, before its answer. Too large ones are dropped. */
  notify(notification: FrameBytes): void {
    if (this.settled || sizeOf(notification) > MAX_FRAME_BYTES) return;
    this.send(this.rewrite?.(notification) ?? notification, '.n');
  }

  /** The caller gave up. Called by the owner's end. */
  cancel(): void {
    if (this.settled) return;
    this.settle();
    this.desk.done(this);
    this.onCancel?.();
  }

  private settle(): void {
    this.settled = true;
    this.onSettled?.();
  }

  private send(frame: FrameBytes, suffix: '' | '.n'): void {
    const isAnswer = suffix === '';
    const isLarge = sizeOf(frame) > inlineLimitBytes(this.desk.connection.info?.max_payload);
    if (!isLarge && !this.sending) {
      this.publish(frame, suffix);
      if (isAnswer) this.desk.done(this);
      return;
    }
    // Behind a large message everything waits in line: the answer must not overtake a notification.
    const before = this.sending ?? Promise.resolve();
    this.sending = before
      .then(async () =>
        isLarge ? this.publish('', suffix, await this.desk.parcels.send(frame)) : this.publish(frame, suffix),
      )
      .catch((error: unknown) => {
        if (isAnswer) this.publish(JSON.stringify(AppError.from(error).toWire()), '', ERROR_HEADERS);
      })
      .then(() => {
        if (isAnswer) this.desk.done(this);
      });
  }

  private publish(frame: FrameBytes, suffix: '' | '.n', withHeaders?: MsgHdrs): void {
    if (this.frameId === undefined || this.desk.connection.isClosed()) return;
    const subject = mcpSubjects.down(this.serverId, this.linkId, `${this.frameId}${suffix}`);
    publishSoon(this.desk.connection, {
      subject,
      payload: frame,
      ...(withHeaders && { options: { headers: withHeaders } }),
    });
  }
}
