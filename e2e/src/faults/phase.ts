import type { Fate, Question } from './question.ts';

/** A call that ended with a broken connection, and when it began (`performance.now()`). */
export interface BrokenCall {
  question: Question;
  beganAtMs: number;
}

/** Everything that happened while one victim was dead and coming back. */
export class Phase {
  readonly victim: string;
  killedAtMs = Infinity;
  /** Ids of every call that was answered in any way, for the record. */
  readonly callIds: string[] = [];
  readonly errors = new Map<string, number>();
  readonly broken: BrokenCall[] = [];
  answered = 0;
  denied = 0;
  longestMs = 0;
  /** When the last call failed; calls flow again from then on. */
  lastFailureAtMs = 0;

  constructor(victim: string) {
    this.victim = victim;
  }

  note(question: Question, { kind, code, callId }: Fate, beganAtMs: number): void {
    const nowMs = performance.now();
    this.longestMs = Math.max(this.longestMs, nowMs - beganAtMs);
    if (callId !== undefined) this.callIds.push(callId);
    if (kind === 'answered') this.answered += 1;
    else if (kind === 'denied') this.denied += 1;
    else this.fail(kind, code, { question, beganAtMs });
  }

  /** From the kill to the last failure; 0 when nobody noticed. */
  get recoverySeconds(): number {
    return Math.max(0, this.lastFailureAtMs - this.killedAtMs) / 1_000;
  }

  private fail(kind: Fate['kind'], code: string, call: BrokenCall): void {
    this.lastFailureAtMs = performance.now();
    if (kind === 'broken') this.broken.push(call);
    else this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
  }
}
