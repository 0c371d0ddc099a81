import type { Decision, Parsed, sanitizer } from '@archestra/contracts';
import { decide, FRESH_SESSION, mayReceive, observe, type Call } from '@archestra/policy';
import type { Policies } from '../policy/policies.ts';
import type { Recorder } from '../session/recorder.ts';
import type { Resident } from '../session/resident.ts';
import { isStorable } from '../session/session-row.ts';
import type { Sessions } from '../session/sessions.ts';
import {
  failed,
  unavailable,
  unusableId,
  withhold,
  withholdUnavailable,
  withholdUnknown,
  type Verdict,
} from './answer.ts';
import { decided, inspected } from './verdict.events.ts';
import { within } from './within.ts';

export interface CallParts {
  policies: Pick<Policies, 'isCurrent' | 'of'>;
  sessions: Pick<Sessions, 'peek' | 'load'>;
  recorder: Recorder;
  /** Whether this process may speak for sessions now. */
  lease: { readonly isHeld: boolean };
  commitTimeoutMs: number;
  onTrouble: (error: unknown, what: string) => void;
}

type Subject = Omit<Call, 'organizationId'> & { sessionId: string };

const MAX_CALL_ID = 200;

/**
 * Answers both questions from memory. Every way that does not end in a reasoned yes ends in a no: what is not up to date, what
 * throws, what cannot be committed. Synchronous for a session in memory whose state does not change.
 */
export class CallService {
  constructor(private readonly parts: CallParts) {}

  /** Never throws and never rejects: an error could be misread, a denial cannot. */
  decide(organizationId: string, input: Parsed<typeof sanitizer.decideCall>): Decision | Promise<Decision> {
    const call = toCall(organizationId, input);
    try {
      const decision = this.judge(call, input.sessionId);
      if (!(decision instanceof Promise)) return decided(decision, call);
      return decision.catch((error: unknown) => this.fail(error)).then((late) => decided(late, call));
    } catch (error) {
      return decided(this.fail(error), call);
    }
  }

  /** Never throws and never rejects. */
  inspect(organizationId: string, input: Parsed<typeof sanitizer.inspectOutput>): Verdict | Promise<Verdict> {
    const call = toCall(organizationId, input);
    try {
      const verdict = this.receive(call, input.sessionId);
      if (!(verdict instanceof Promise)) return inspected(verdict, call);
      return verdict.catch((error: unknown) => this.conceal(error)).then((late) => inspected(late, call));
    } catch (error) {
      return inspected(this.conceal(error), call);
    }
  }

  private judge(call: Call, sessionId: string): Decision | Promise<Decision> {
    const { sessions, policies } = this.parts;
    if (!this.isReady) return unavailable();
    if (!isStorable(sessionId) || !isStorable(call.callId) || call.callId.length > MAX_CALL_ID) return unusableId();
    const session = sessions.peek(call.organizationId, sessionId);
    if (session) return this.settle(call, session);
    // What a fresh session may not do no session may: only a call that exists is worth reading a session for.
    const early = decide(policies.of(call.organizationId, call.profileId), FRESH_SESSION, call);
    if (early.outcome === 'deny') return early;
    return sessions.load(call.organizationId, sessionId).then(
      (loaded) => (this.isReady ? this.settle(call, loaded) : unavailable()),
      (error: unknown) => {
        this.parts.onTrouble(error, 'reading a session');
        return unavailable();
      },
    );
  }

  private settle(call: Call, session: Resident): Decision {
    const { policies, recorder } = this.parts;
    const policy = policies.of(call.organizationId, call.profileId);
    const decision = decide(policy, session.state, call);
    if (decision.outcome === 'deny') {
      if (!recorder.isFull)
        void recorder.record(session, call, { outcome: 'denied', reason: decision.reason, label: null });
      return decision;
    }
    if (recorder.isFull) return unavailable();
    // Its result would have to be withheld for want of a place to write down what it did to the session: better not to begin.
    if (recorder.isFailing && observe(policy, session.state, call).session !== session.committed) return unavailable();
    return session.decided.note(call) ? decision : unusableId();
  }

  private receive(call: Call, sessionId: string): Verdict | Promise<Verdict> {
    const { sessions, policies, recorder } = this.parts;
    if (!this.isReady) return withholdUnavailable();
    const session = sessions.peek(call.organizationId, sessionId);
    if (!session?.decided.has(call)) return withholdUnknown();
    if (recorder.isFull) return withholdUnavailable();
    session.decided.answer(call.callId);
    const policy = policies.of(call.organizationId, call.profileId);
    const permission = mayReceive(policy, FRESH_SESSION, call);
    if (permission.outcome === 'deny') {
      void recorder.record(session, call, { outcome: 'withheld', reason: permission.reason, label: null });
      return withhold(permission.reason, permission.message);
    }
    const { session: state, label } = observe(policy, session.state, call);
    // From here on every other call of the session is decided with this result in mind, whatever becomes of it.
    session.state = state;
    const isSafe = state === session.committed;
    const written = recorder.record(session, call, { outcome: 'observed', reason: null, label });
    if (isSafe) return { verdict: 'pass', label };
    return within(written, this.parts.commitTimeoutMs).then(
      () => ({ verdict: 'pass', label }),
      () => withholdUnavailable(),
    );
  }

  private get isReady(): boolean {
    return this.parts.lease.isHeld && this.parts.policies.isCurrent;
  }

  private fail(error: unknown): Decision {
    this.parts.onTrouble(error, 'deciding a call');
    return failed();
  }

  private conceal(error: unknown): Verdict {
    this.parts.onTrouble(error, 'inspecting a result');
    return withhold('rule-failed', 'A check could not be completed, so the result is withheld.');
  }
}

const toCall = (organizationId: string, { callId, profileId, serverId, source, kind, name, pin }: Subject): Call => ({
  organizationId,
  callId,
  profileId,
  serverId,
  source,
  kind,
  name,
  pin,
});
