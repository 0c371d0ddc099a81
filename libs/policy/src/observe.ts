import type { Label } from '@archestra/contracts';
import { gather, isGranted, target } from './facts.ts';
import { MOST_RESTRICTIVE } from './label.ts';
import type { Call, Policy } from './policy.ts';
import { absorb, LOST_SESSION, type Session } from './session.ts';

/** What came back: the JSON of an MCP result, of structured content, or plain text. */
export interface Result {
  readonly content: unknown;
  readonly isError: boolean;
}

/** What a session is after a result, the label of that result, and what may be shown of it. */
export interface Observation {
  readonly session: Session;
  readonly label: Label;
  /** `sanitize`: only what typed answers of a quarantined model say of it. `block`: nothing until a person released it. */
  readonly treatment: 'pass' | 'sanitize' | 'block';
  /** The result policy that decided the treatment. */
  readonly ruleId?: string;
}

/**
 * The session after it saw the result of a call. What nothing grants is labelled most restrictively, whatever contract it claims.
 * Never looks at the result's text: nothing an attacker writes can improve its own label. Never throws.
 */
export const observe = (policy: Policy, session: Session, call: Call, _result?: Result): Observation => {
  try {
    const facts = gather(policy, session, call);
    const label = isGranted(facts) ? facts.contract.output : MOST_RESTRICTIVE;
    const tell = () => ({ callId: call.callId, what: target(facts) });
    return { session: absorb(session, label, tell), label, treatment: 'pass' };
  } catch {
    return { session: LOST_SESSION, label: MOST_RESTRICTIVE, treatment: 'block' };
  }
};
