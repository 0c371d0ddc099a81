import type { Label, Reason } from '@archestra/contracts';
import type { Call } from '@archestra/policy';
import type { Resident } from './resident.ts';
import type { SessionLog } from './session-log.ts';
import { storable, type SessionRow } from './session-row.ts';

/** What became of a call. */
export interface Outcome {
  outcome: SessionRow['outcome'];
  reason: Reason | null;
  label: Label | null;
}

/** Adds lines to the log of sessions in memory and learns from the log which state is safe. */
export class Recorder {
  constructor(private readonly log: Pick<SessionLog, 'append' | 'isFull' | 'isFailing'>) {}

  get isFull(): boolean {
    return this.log.isFull;
  }

  get isFailing(): boolean {
    return this.log.isFailing;
  }

  /** Appends a line with the session's present state. The promise is for those who must know that the state is committed. */
  record(session: Resident, call: Call, { outcome, reason, label }: Outcome): Promise<void> {
    const { organizationId, sessionId, state } = session;
    session.seq += 1;
    session.pending += 1;
    const row: SessionRow = {
      organizationId,
      sessionId,
      seq: session.seq,
      callId: call.callId,
      profileId: call.profileId,
      serverId: call.serverId,
      kind: call.kind,
      name: storable(call.name),
      outcome,
      reason,
      label,
      state,
      at: new Date().toISOString(),
    };
    const written = this.log.append(row, state !== session.committed).then(
      () => {
        session.pending -= 1;
        session.committed = state;
      },
      (error: unknown) => {
        session.pending -= 1;
        throw error;
      },
    );
    // Most callers do not wait; the log has reported the failure.
    written.catch(() => undefined);
    return written;
  }
}
