import { AppError } from '@archestra/contracts';
import type { PendingFrame, PendingFrames } from './pending.ts';

const ASK_EVERY_MS = 1_000;
/** Twice in a row, so that an answer in flight is not taken for a lost call. */
const LOST_AFTER_QUESTIONS = 2;

export interface SupervisionPorts {
  /** Puts the question which of these frames are still in work to every owner of the server. */
  ask(serverId: string, frameIds: number[]): void;
  /** Takes the frame out and rejects it. */
  fail(frameId: number, error: AppError): void;
}

/** A crash of the server itself is told by its owner; here it was the owner, or what it said, that got lost: our fault. */
const lost = (): AppError =>
  new AppError(
    'CALL_INTERRUPTED',
    'The platform lost the connection to the server while it worked on this call. Whether the call had an effect is unknown.',
  );

/**
 * Notices that the owner of a server is gone although NATS said nothing: every second it asks about frames older than that.
 * Answers come as lists of ids; a frame that two questions in a row left unconfirmed is lost.
 */
export class Supervision {
  private askedAtMs = 0;

  constructor(
    private readonly pending: PendingFrames,
    private readonly ports: SupervisionPorts,
  ) {}

  /** Called often; asks at most once a second. */
  tick(nowMs: number): void {
    if (nowMs - this.askedAtMs < ASK_EVERY_MS) return;
    this.askedAtMs = nowMs;
    for (const [serverId, frames] of this.overdue(nowMs)) this.question(serverId, frames);
  }

  /** An owner says that these frames are in work. */
  confirm(frameIds: readonly number[]): void {
    for (const frameId of frameIds) {
      const frame = this.pending.get(frameId);
      if (frame) frame.unconfirmed = 0;
    }
  }

  /** After a reconnection the owners need a moment to come back as well: counting starts again. */
  forgive(nowMs: number): void {
    this.askedAtMs = nowMs;
    for (const frame of this.pending.all()) frame.unconfirmed = 0;
  }

  private overdue(nowMs: number): Map<string, PendingFrame[]> {
    const found = new Map<string, PendingFrame[]>();
    for (const frame of this.pending.all()) {
      // While its answer is being read the owner is already done with it.
      if (frame.reading || nowMs - frame.sentAtMs < ASK_EVERY_MS) continue;
      const same = found.get(frame.serverId);
      if (same) same.push(frame);
      else found.set(frame.serverId, [frame]);
    }
    return found;
  }

  private question(serverId: string, frames: readonly PendingFrame[]): void {
    const alive = frames.filter((frame) => frame.unconfirmed < LOST_AFTER_QUESTIONS);
    for (const frame of frames) if (!alive.includes(frame)) this.ports.fail(frame.frameId, lost());
    for (const frame of alive) frame.unconfirmed += 1;
    const frameIds = alive.map((frame) => frame.frameId);
    if (frameIds.length > 0) this.ports.ask(serverId, frameIds);
  }
}
