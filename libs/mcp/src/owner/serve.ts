import { AppError, mcpSubjects } from '@archestra/contracts';
import type { Msg, NatsConnection, Subscription } from '@nats-io/nats-core';
import { FRAME_REFERENCE, Parcels } from '../frame/parcel.ts';
import { FramesInWork } from './frames-in-work.ts';
import { UpFrame, type FrameDesk } from './up-frame.ts';

const NO_GRACE_MS = 0;
const UNSUBSCRIBE_MS = 1_000;

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** Works on one frame. What it throws fails the frame: an `AppError` as it is, anything else as an opaque `INTERNAL`. */
export type FrameHandler = (frame: UpFrame) => void | Promise<void>;

export interface StopOptions {
  /** How long frames in work may still be answered. Default 0: they fail at once with `SERVER_UNAVAILABLE`. */
  graceMs?: number;
}

export interface McpServing {
  /** Frames that were received and not answered yet. */
  readonly inWork: number;
  /** Takes no new frames, waits for those in work, fails the rest. */
  stop(options?: StopOptions): Promise<void>;
}

const stopping = (): AppError =>
  new AppError('SERVER_UNAVAILABLE', 'The server is being stopped. Try again in a moment.');

const linkOf = (subject: string): string => subject.split('.')[2] ?? '';

const frameIdOf = (reply: string | undefined): number | undefined => {
  if (!reply) return undefined;
  const frameId = Number(reply.slice(reply.lastIndexOf('.') + 1));
  return Number.isSafeInteger(frameId) ? frameId : undefined;
};

class Owner implements McpServing {
  private readonly frames = new FramesInWork();
  private readonly up: Subscription;
  private readonly asked: Subscription;
  private readonly parcels: Parcels;
  private readonly desk: FrameDesk;

  constructor(
    private readonly connection: NatsConnection,
    private readonly serverId: string,
    private readonly handler: FrameHandler,
  ) {
    this.parcels = new Parcels(connection);
    this.desk = { connection, parcels: this.parcels, done: (frame) => this.frames.remove(frame) };
    this.up = connection.subscribe(mcpSubjects.upOfServer(serverId), {
      queue: serverId,
      callback: (error, message) => (error ? undefined : this.receive(message)),
    });
    this.asked = connection.subscribe(mcpSubjects.askOfServer(serverId), {
      callback: (error, message) => (error ? undefined : this.answer(message)),
    });
  }

  get inWork(): number {
    return this.frames.size;
  }

  async stop({ graceMs = NO_GRACE_MS }: StopOptions = {}): Promise<void> {
    if (this.connection.isClosed()) return;
    // Draining asks the broker; while that is away there is nothing to wait for.
    if (!this.up.isClosed()) await Promise.race([this.up.drain(), after(UNSUBSCRIBE_MS)]);
    await this.frames.drained(graceMs);
    for (const frame of this.frames.all()) frame.fail(stopping());
    if (!this.connection.isClosed()) this.asked.unsubscribe();
  }

  private receive(message: Msg): void {
    const reference = message.data.length === 0 ? message.headers?.get(FRAME_REFERENCE) : undefined;
    const frame = this.accept(message, reference ? undefined : message.data);
    if (reference) void this.fetch(message, reference, frame);
    else this.dispatch(frame);
  }

  /** Registered before its bytes are here, so that a question or a cancellation finds it. */
  private accept(message: Msg, bytes: Uint8Array = message.data): UpFrame {
    const parts = {
      serverId: this.serverId,
      linkId: linkOf(message.subject),
      frameId: frameIdOf(message.reply),
      bytes,
      headers: message.headers,
    };
    const frame = new UpFrame(this.desk, parts);
    this.frames.add(frame);
    return frame;
  }

  private async fetch(message: Msg, reference: string, placeholder: UpFrame): Promise<void> {
    try {
      const bytes = await this.parcels.receive(reference);
      if (!placeholder.isSettled) this.dispatch(this.accept(message, bytes));
    } catch (error) {
      placeholder.fail(AppError.from(error));
    }
  }

  private dispatch(frame: UpFrame): void {
    try {
      const work = this.handler(frame);
      if (work) work.catch((error: unknown) => frame.fail(AppError.from(error)));
    } catch (error) {
      frame.fail(AppError.from(error));
    }
  }

  /** A list of ids is the question which are in work; an object is a cancellation. */
  private answer(message: Msg): void {
    const linkId = linkOf(message.subject);
    const question = readJson(message);
    if (Array.isArray(question)) message.respond(JSON.stringify(this.frames.among(linkId, question)));
    else this.frames.get(linkId, cancelledId(question))?.cancel();
  }
}

const NO_FRAME = -1;

const readJson = (message: Msg): unknown => {
  try {
    return message.json<unknown>();
  } catch {
    // A question nobody can read has no answer; the asker treats silence as "not in work".
    return undefined;
  }
};

const cancelledId = (question: unknown): number => {
  const { params } = (question ?? {}) as { params?: { requestId?: unknown } };
  return typeof params?.requestId === 'number' ? params.requestId : NO_FRAME;
};

/**
 * The owner's end of MCP on NATS: receives the frames of one server from all links. Owners of the same server share the work
 * (queue group = server id). Frames are dispatched in the order they arrive.
 */
export const serveMcp = (connection: NatsConnection, serverId: string, handler: FrameHandler): McpServing =>
  new Owner(connection, serverId, handler);
