import type { Label } from '@archestra/contracts';
import { gather, isGranted, target } from './facts.ts';
import { MOST_RESTRICTIVE } from './label.ts';
import type { Call, Policy } from './policy.ts';
import { absorb, LOST_SESSION, type Session } from './session.ts';

/** What a session is after a result, and the label of that result. */
export interface Observation {
  readonly session: Session;
  readonly label: Label;
}

/**
 * The session after it saw the result of a call. What nothing grants is labelled most restrictively, whatever contract it claims.
 * Never looks at the result's text: nothing an attacker writes can improve its own label. Never throws.
 */
export const observe = (policy: Policy, session: Session, call: Call): Observation => {
  try {
    const facts = gather(policy, session, call);
    const label = isGranted(facts) ? facts.contract.output : MOST_RESTRICTIVE;
    const tell = () => ({ callId: call.callId, what: target(facts) });
    return { session: absorb(session, label, tell), label };
  } catch {
    return { session: LOST_SESSION, label: MOST_RESTRICTIVE };
  }
};
