import { AppError } from '@archestra/contracts';
import type { UpFrame } from '@archestra/mcp';

const CAPACITY = 256;
const PATIENCE_MS = 20_000;

/** Frames for a server that is on its way up. Each waits until its own deadline, twenty seconds at most: as long as a pod takes from nothing. */
export class WaitingRoom {
  private readonly frames = new Map<UpFrame, NodeJS.Timeout>();

  /** Says, at the moment it is asked, why the server is not there yet. */
  constructor(private readonly reason: () => string) {}

  add(frame: UpFrame): void {
    if (frame.frameId === undefined) return;
    if (this.frames.size >= CAPACITY)
      return frame.fail(
        new AppError('OVERLOADED', 'Too many calls already wait for this server to start. Try again in a moment.'),
      );
    const remainingMs = (frame.context.deadlineMs ?? Infinity) - Date.now();
    const timer = setTimeout(() => this.refuse(frame), Math.max(0, Math.min(PATIENCE_MS, remainingMs)));
    this.frames.set(frame, timer);
    frame.onCancel = () => this.remove(frame);
  }

  /** The server is there: hands over all frames in the order they came. */
  release(to: (frame: UpFrame) => void): void {
    for (const frame of [...this.frames.keys()]) {
      this.remove(frame);
      if (!frame.isSettled) to(frame);
    }
  }

  /** The server will not come soon: nobody needs to wait longer. */
  refuseAll(): void {
    for (const frame of [...this.frames.keys()]) this.refuse(frame);
  }

  private refuse(frame: UpFrame): void {
    this.remove(frame);
    frame.fail(new AppError('SERVER_UNAVAILABLE', this.reason()));
  }

  private remove(frame: UpFrame): void {
    clearTimeout(this.frames.get(frame));
    this.frames.delete(frame);
    frame.onCancel = undefined;
  }
}
