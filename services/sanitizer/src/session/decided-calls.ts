import type { Call } from '@archestra/policy';

const MAX_OPEN = 10_000;
const KEPT_AFTER_ANSWER = 32;
/** Of arguments of open calls, as JSON. */
const MAX_OPEN_CHARACTERS = 16 * 1024 * 1024;

interface Decided {
  call: Call;
  characters: number;
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
  private characters = 0;

  /** Notes an allowed call. False when its id stands for another call already, or when too many have no result. */
  note(call: Call): boolean {
    const known = this.open.get(call.callId) ?? this.answered.get(call.callId);
    if (known) return isSame(known.call, call);
    const characters = JSON.stringify(call.arguments ?? null).length;
    if (this.open.size >= MAX_OPEN || this.characters + characters > MAX_OPEN_CHARACTERS) return false;
    this.characters += characters;
    this.open.set(call.callId, { call, characters, atMs: Date.now() });
    return true;
  }

  /** The call as it was allowed in this session, with its arguments; undefined when it was not this very one. */
  find(call: Call): Call | undefined {
    const known = this.open.get(call.callId) ?? this.answered.get(call.callId);
    return known && isSame(known.call, call) ? known.call : undefined;
  }

  /** The result of a call is here. */
  answer(callId: string): void {
    const known = this.open.get(callId);
    if (!known) return;
    this.forget(callId, known);
    this.answered.set(callId, known);
    if (this.answered.size <= KEPT_AFTER_ANSWER) return;
    const [oldest = ''] = this.answered.keys();
    this.answered.delete(oldest);
  }

  /** Forgets calls that never got a result; theirs will be withheld. */
  forgetBefore(atMs: number): void {
    for (const [callId, decided] of this.open) if (decided.atMs < atMs) this.forget(callId, decided);
  }

  private forget(callId: string, { characters }: Decided): void {
    this.open.delete(callId);
    this.characters -= characters;
  }
}
