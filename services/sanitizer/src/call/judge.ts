import type { Decision } from '@archestra/contracts';
import { CLIENT_SERVER, decide, FRESH_SESSION, observe, type Call } from '@archestra/policy';
import type { Approvals } from '../approval/approvals.ts';
import type { Door } from '../approval/question.ts';
import type { Policies } from '../policy/policies.ts';
import type { Recorder } from '../session/recorder.ts';
import { holding, type Resident } from '../session/resident.ts';
import { isStorable } from '../session/session-row.ts';
import type { Sessions } from '../session/sessions.ts';
import { mustKeep } from '../session/state.ts';
import { declined, failed, flooded, unavailable, unreadable, unusableId } from './answer.ts';
import { decided } from './verdict.events.ts';

export interface JudgeParts {
  policies: Pick<Policies, 'isCurrent' | 'of'>;
  sessions: Pick<Sessions, 'peek' | 'load'>;
  recorder: Recorder;
  approvals: Pick<Approvals, 'seek'>;
  /** Whether this process may speak for sessions now. */
  lease: { readonly isHeld: boolean };
  onTrouble: (error: unknown, what: string) => void;
}

/** A call that is to be decided, and what becomes of an allowed one. */
export interface Asked {
  call: Call;
  sessionId: string;
  /** `user:<id>` and the like; without one nobody can agree to a call. */
  principal: string | undefined;
  door: Door;
  /** Remembers the call, so that its result can be told to be its own; false when it cannot be remembered. */
  admit: (session: Resident, call: Call) => boolean;
}

const MAX_CALL_ID = 200;

/**
 * Decides calls from memory, by the same rules for every door. Every way that does not end in a reasoned yes ends in a no: what is
 * not up to date, what throws, what cannot be kept. Synchronous for a session in memory unless a person has to be asked.
 */
export class Judge {
  constructor(private readonly parts: JudgeParts) {}

  get isReady(): boolean {
    return this.parts.lease.isHeld && this.parts.policies.isCurrent;
  }

  /** Never throws and never rejects: an error could be misread, a denial cannot. */
  decide(asked: Asked): Decision | Promise<Decision> {
    const { call } = asked;
    try {
      const decision = this.judge(asked);
      if (!(decision instanceof Promise)) return decided(decision, call);
      return decision.catch((error: unknown) => this.fail(error)).then((late) => decided(late, call));
    } catch (error) {
      return decided(this.fail(error), call);
    }
  }

  private judge(asked: Asked): Decision | Promise<Decision> {
    const { call, sessionId } = asked;
    const { sessions, policies } = this.parts;
    if (!this.isReady) return unavailable();
    if (!isStorable(sessionId) || !isStorable(call.callId) || call.callId.length > MAX_CALL_ID) return unusableId();
    const session = sessions.peek(call.organizationId, sessionId);
    if (session) return this.settle(asked, session);
    // What a fresh session may not do no session may: only a call that exists is worth reading a session for.
    const early = decide(policies.of(call.organizationId, call.profileId), FRESH_SESSION, call);
    if (early.outcome === 'deny') return early;
    return sessions.load(call.organizationId, sessionId).then(
      (loaded) => (this.isReady ? this.settle(asked, loaded) : unavailable()),
      (error: unknown) => {
        this.parts.onTrouble(error, 'reading a session');
        return unavailable();
      },
    );
  }

  private settle(asked: Asked, session: Resident): Decision | Promise<Decision> {
    const { call } = asked;
    const decision = this.ask(call, session);
    if (decision.outcome === 'deny') return this.refuse(call, session, decision);
    if (decision.outcome === 'allow') return this.admit(asked, session);
    return holding(session, () => this.seek(asked, session, decision));
  }

  private ask(call: Call, session: Resident): Decision {
    return decide(this.parts.policies.of(call.organizationId, call.profileId), session.state, call);
  }

  private refuse(call: Call, session: Resident, decision: Extract<Decision, { outcome: 'deny' }>): Decision {
    this.note(call, session, 'denied', decision.reason);
    return decision;
  }

  private admit({ call, admit }: Asked, session: Resident): Decision {
    const { policies, recorder } = this.parts;
    if (recorder.isFull) return unavailable();
    // Its result would have to be withheld for want of a place to write down what it did to the session: better not to begin.
    if (recorder.isFailing) {
      const after = observe(policies.of(call.organizationId, call.profileId), session.state, call).session;
      if (mustKeep(session.committed, after)) return unavailable();
    }
    return admit(session, call) ? { outcome: 'allow' } : unusableId();
  }

  /** A person has to agree to this call: looks whether one did, and asks otherwise. */
  private async seek(
    asked: Asked,
    session: Resident,
    decision: Extract<Decision, { outcome: 'approve' }>,
  ): Promise<Decision> {
    const { call, sessionId, principal, door } = asked;
    if (principal === undefined || !isStorable(call.name)) return this.refuse(call, session, unreadable(decision));
    const { organizationId, profileId } = call;
    const asker = { organizationId, principal, sessionId, profileId: profileId || null };
    const consent = await this.parts.approvals
      .seek({ asker, call, serverName: this.serverName(call), decision, door })
      .catch((error: unknown) => this.parts.onTrouble(error, 'asking a person'));
    if (!consent || !this.isReady) return unavailable();
    if (consent.kind === 'granted') return this.granted(asked, session);
    if (consent.kind === 'pending') {
      this.note(call, session, 'asked', decision.reason);
      return { ...decision, approvalId: consent.approvalId };
    }
    const why = { declined, 'too-many': flooded, unreadable }[consent.kind];
    return this.refuse(call, session, why(decision));
  }

  /** The world may have moved while the database was asked: what must not be stays so, whoever agreed before. */
  private granted(asked: Asked, session: Resident): Decision {
    const now = this.ask(asked.call, session);
    if (now.outcome === 'deny') return this.refuse(asked.call, session, now);
    const admitted = this.admit(asked, session);
    if (admitted.outcome === 'allow') this.note(asked.call, session, 'approved', null);
    return admitted;
  }

  private note(
    call: Call,
    session: Resident,
    outcome: 'denied' | 'asked' | 'approved',
    reason: Extract<Decision, { outcome: 'deny' }>['reason'] | null,
  ): void {
    if (!this.parts.recorder.isFull) void this.parts.recorder.record(session, call, { outcome, reason, label: null });
  }

  private serverName({ organizationId, profileId, serverId }: Call): string {
    if (serverId === CLIENT_SERVER) return 'the client';
    return this.parts.policies.of(organizationId, profileId).profile?.servers.get(serverId)?.name ?? serverId;
  }

  private fail(error: unknown): Decision {
    this.parts.onTrouble(error, 'deciding a call');
    return failed();
  }
}
