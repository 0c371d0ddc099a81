/** A call that ended this recently may still have caused what is seen now: sockets are noticed a little late. */
const GRACE_MS = 100;
const REMEMBERED = 256;

interface Ended {
  readonly callId: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Which calls each instance works on, and worked on a moment ago. */
export class CallsInFlight {
  private readonly running = new Map<string, Map<string, number>>();
  private readonly ended = new Map<string, Ended[]>();

  constructor(private readonly now: () => number = Date.now) {}

  begin(instanceKey: string, callId: string): void {
    const calls = this.running.get(instanceKey) ?? new Map<string, number>();
    this.running.set(instanceKey, calls.set(callId, this.now()));
  }

  /** Of a call that is not there, nothing. */
  end(instanceKey: string, callId: string): void {
    const calls = this.running.get(instanceKey);
    const fromMs = calls?.get(callId);
    if (!calls || fromMs === undefined) return;
    calls.delete(callId);
    const ended = this.ended.get(instanceKey) ?? [];
    this.ended.set(instanceKey, [...ended.slice(1 - REMEMBERED), { callId, fromMs, untilMs: this.now() }]);
  }

  /** The calls that an instance worked on at a moment; when there was none, the one that had ended just before, and those beside it. */
  at(instanceKey: string, momentMs: number): string[] {
    const running = [...(this.running.get(instanceKey) ?? [])]
      .filter(([, fromMs]) => fromMs <= momentMs)
      .map(([callId]) => callId);
    const ended = this.ended.get(instanceKey) ?? [];
    const then = ended.filter(({ fromMs, untilMs }) => fromMs <= momentMs && momentMs <= untilMs);
    const exact = [...running, ...then.map(({ callId }) => callId)];
    if (exact.length > 0) return exact;
    const justBefore = ended.filter(({ fromMs, untilMs }) => fromMs <= momentMs && momentMs - untilMs <= GRACE_MS);
    const [last] = justBefore.toSorted((one, other) => other.untilMs - one.untilMs || other.fromMs - one.fromMs);
    // What was over before the last of them began is further away.
    return justBefore.filter((one) => one === last || one.untilMs > (last?.fromMs ?? 0)).map(({ callId }) => callId);
  }

  forget(instanceKey: string): void {
    this.running.delete(instanceKey);
    this.ended.delete(instanceKey);
  }
}
