import type { AppError } from '@archestra/contracts';

/** One frame that waits for its answer. Times are epoch milliseconds. */
export interface PendingFrame {
  readonly frameId: number;
  readonly serverId: string;
  readonly startedAtMs: number;
  /** When it went out; `Infinity` while a large frame is still being stored, so that nobody asks about it too early. */
  sentAtMs: number;
  readonly expiresAtMs: number;
  readonly onNotification: ((frame: Uint8Array) => void) | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onAbort: (() => void) | undefined;
  readonly resolve: (answer: Uint8Array) => void;
  readonly reject: (error: AppError) => void;
  /** Questions about this frame that nobody has confirmed since. */
  unconfirmed: number;
  /** While a large message of this frame is being read, later ones wait for it: order is kept. */
  reading: Promise<void> | undefined;
}

/** Frames in flight of one link, by their id. */
export class PendingFrames {
  private readonly frames = new Map<number, PendingFrame>();

  get size(): number {
    return this.frames.size;
  }

  add(frame: PendingFrame): void {
    this.frames.set(frame.frameId, frame);
    if (frame.onAbort) frame.signal?.addEventListener('abort', frame.onAbort, { once: true });
  }

  get(frameId: number): PendingFrame | undefined {
    return this.frames.get(frameId);
  }

  all(): IterableIterator<PendingFrame> {
    return this.frames.values();
  }

  /** Takes a frame out, exactly once: whoever gets it settles it. */
  take(frameId: number): PendingFrame | undefined {
    const frame = this.frames.get(frameId);
    if (!frame) return undefined;
    this.frames.delete(frameId);
    if (frame.onAbort) frame.signal?.removeEventListener('abort', frame.onAbort);
    return frame;
  }
}
