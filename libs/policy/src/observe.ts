import type { Label } from '@archestra/contracts';
import { gather, isGranted, target, type Facts } from './facts.ts';
import { MOST_RESTRICTIVE } from './label.ts';
import type { Call, Policy } from './policy.ts';
import { remember, rememberWritten } from './provenance/remember.ts';
import { absorb, LOST_SESSION, type Session } from './session.ts';
import { treat, type Treatment } from './treatment.ts';

/** What came back: the JSON of an MCP result, structured content, or plain text. */
export interface Result {
  readonly content: unknown;
  readonly isError: boolean;
}

/** What a session is after a result, the label of that result, and what may be shown of it. */
export interface Observation {
  readonly session: Session;
  readonly label: Label;
  /** `sanitize`: only what typed answers of a quarantined model say of it. `block`: nothing until a person released it. */
  readonly treatment: Treatment['treatment'];
  /** The result policy that decided the treatment. */
  readonly ruleId?: string;
}

/** What the session knows of values since this result. What is not shown as it is tells nothing; nor does an error, which repeats what it was given. */
const learn = (before: Session, facts: Facts, isTrusted: boolean, { content, isError }: Result): Session => {
  const { call, contract } = facts;
  if (isError && isTrusted) return before;
  return remember(before, {
    callId: call.callId,
    what: target(facts),
    arguments: call.arguments,
    isTrusted,
    content,
    designators: isError ? [] : (contract.designators ?? []),
  });
};

/** Only a store that somebody else cannot have steered what was written to gives back what it was given. */
const noteWritten = (session: Session, { call, contract }: Facts): Session =>
  session.label.integrity === 'trusted' || contract.effect === 'none'
    ? session
    : rememberWritten(session, call.arguments);

/**
 * The session after it saw the result of a call. What nothing grants is labelled most restrictively, whatever contract it claims.
 * Without `result` only labels are known. A result's text improves its label only where an administrator's policy says so; it never
 * throws.
 */
export const observe = (policy: Policy, session: Session, call: Call, result?: Result): Observation => {
  try {
    const facts = gather(policy, session, call);
    const { integrity, ...treated } = isGranted(facts) ? treat(facts, result?.content) : UNGRANTED;
    const contracted = isGranted(facts) ? facts.contract.output : MOST_RESTRICTIVE;
    const label = integrity ? { ...contracted, integrity } : contracted;
    const tell = () => ({ callId: call.callId, what: target(facts) });
    const written = noteWritten(session, facts);
    const isShown = result !== undefined && treated.treatment === 'pass' && isGranted(facts);
    const learned = isShown ? learn(written, facts, label.integrity === 'trusted', result) : written;
    return { session: absorb(learned, label, tell), label, ...treated };
  } catch {
    return { session: LOST_SESSION, label: MOST_RESTRICTIVE, treatment: 'block' };
  }
};

const UNGRANTED: Treatment = { treatment: 'pass' };
