import type { Session } from '@archestra/policy';
import { DecidedCalls } from './decided-calls.ts';

/** A session in memory. */
export interface Resident {
  readonly organizationId: string;
  readonly sessionId: string;
  /** What the session is: decisions are made on this. */
  state: Session;
  /** The state that is known to be in the database; differs from `state` while a change is on its way. */
  committed: Session;
  seq: number;
  /** Rows that are not written yet; such a session must not leave memory. */
  pending: number;
  touchedMs: number;
  readonly decided: DecidedCalls;
}

export const resident = (
  organizationId: string,
  sessionId: string,
  left: { state: Session; seq: number },
): Resident => ({
  organizationId,
  sessionId,
  state: left.state,
  committed: left.state,
  seq: left.seq,
  pending: 0,
  touchedMs: Date.now(),
  decided: new DecidedCalls(),
});
