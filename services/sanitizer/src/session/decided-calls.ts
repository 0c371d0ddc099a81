import type { Call } from '@archestra/policy';

const MAX_OPEN = 10_000;
const KEPT_AFTER_ANSWER = 32;

interface Decided {
  call: Call;
  atMs: number;
}

const isSame = (one: Call, other: Call): boolean =>
  one.profileId === other.profileId &&
  one.serverId === other.serverId &&
  one.source === other.source &&
  one.kind === other.kind &&
  one.name === other.name &&
  one.pin === other.pin;

/**
 * The calls of one session that were allowed, so that a result counts only as the answer to exactly the call that was decided.
 * Answered ones are kept for a moment, because a caller may ask again when it did not hear the verdict.
 */
export class DecidedCalls {
  private readonly open = new Map<string, Decided>();
  private readonly answered = new Map<string, Decided>();

  /** Notes an allowed call. False when its id stands for another call already, or when too many have no result. */
  note(call: Call): boolean {
    const known = this.open.get(call.callId) ?? this.answered.get(call.callId);
    if (known) return isSame(known.call, call);
    if (this.open.size >= MAX_OPEN) return false;
    this.open.set(call.callId, { call, atMs: Date.now() });
    return true;
  }

  /** Whether this very call was allowed in this session. */
  has(call: Call): boolean {
    const known = this.open.get(call.callId) ?? this.answered.get(call.callId);
    return known !== undefined && isSame(known.call, call);
  }

  /** The result of a call is here. */
  answer(callId: string): void {
    const known = this.open.get(callId);
    if (!known) return;
    this.open.delete(callId);
    this.answered.set(callId, known);
    if (this.answered.size <= KEPT_AFTER_ANSWER) return;
    const [oldest = ''] = this.answered.keys();
    this.answered.delete(oldest);
  }

  /** Forgets calls that never got a result; theirs will be withheld. */
  forgetBefore(atMs: number): void {
    for (const [callId, decided] of this.open) if (decided.atMs < atMs) this.open.delete(callId);
  }
}
