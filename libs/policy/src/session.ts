import type { Label } from '@archestra/contracts';
import { isSameLabel, join, LEAST_RESTRICTIVE, MOST_RESTRICTIVE } from './label.ts';

/** The observation that first made a session untrusted or narrow; `what` is a readable name of the tool, resource or prompt. */
export interface Cause {
  readonly callId?: string;
  readonly what: string;
}

/**
 * One text a session knows, as what is needed to tell later whether a value was in it: never the text itself.
 * `by` says who speaks for its values: the `person`; a `trusted` result, or an untrusted one for the names its contract vouches for; an
 * untrusted result that answered a `lookup` in the person's words; an `untrusted` result; the `session` itself, which wrote them
 * somewhere while it was untrusted.
 */
export interface Source {
  readonly by: 'person' | 'trusted' | 'lookup' | 'untrusted' | 'session';
  /** A readable name of the result; absent for the person's words. */
  readonly what?: string;
  readonly callId?: string;
  /** Digests of the source's normalized atoms, 12 characters each, one after the other. */
  readonly atoms: string;
}

/** What a session has seen: the join of the labels of all results, and the first cause on each axis. */
export interface Session {
  readonly label: Label;
  readonly untrustedBy?: Cause;
  readonly narrowedBy?: Cause;
  /** Where values may have come from, oldest first. Absent or incomplete makes decisions stricter, never looser. */
  readonly sources?: readonly Source[];
}

/** A session that has seen nothing yet. */
export const FRESH_SESSION: Session = Object.freeze({ label: LEAST_RESTRICTIVE });

const lost: Cause = Object.freeze({ what: 'what this session saw before could not be recovered' });

/** A session whose state is lost: whatever it may have seen, it is treated as having seen the worst. */
export const LOST_SESSION: Session = Object.freeze({ label: MOST_RESTRICTIVE, untrustedBy: lost, narrowedBy: lost });

/**
 * The session after it saw one more result with that label. Returns the very same object when nothing changed, so that a
 * caller can tell by identity whether there is a new state to keep; `tell` is asked for the cause only then.
 */
export const absorb = (session: Session, seen: Label, tell: () => Cause): Session => {
  const label = join(session.label, seen);
  if (isSameLabel(label, session.label)) return session;
  const cause = tell();
  const untrustedBy = session.untrustedBy ?? (label.integrity === 'trusted' ? undefined : cause);
  const narrowedBy = session.narrowedBy ?? (label.audience === 'public' ? undefined : cause);
  return { ...session, label, ...(untrustedBy && { untrustedBy }), ...(narrowedBy && { narrowedBy }) };
};
