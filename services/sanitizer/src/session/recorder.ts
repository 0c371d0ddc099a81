import type { Label, Reason } from '@archestra/contracts';
import type { Call } from '@archestra/policy';
import type { Resident } from './resident.ts';
import type { SessionLog } from './session-log.ts';
import { storable, type ConversationFacts, type SessionRow } from './session-row.ts';
import { mustKeep, sourcesAdded, withoutSources } from './state.ts';

/** What became of a call. */
export interface Outcome {
  outcome: SessionRow['outcome'];
  reason: Reason | null;
  label: Label | null;
  conversation?: ConversationFacts;
}

/** What a line is about: a call, or something a person said. */
export type About = Pick<Call, 'callId' | 'profileId' | 'serverId' | 'name'> & { kind: Call['kind'] | 'message' };

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
  record(session: Resident, call: About, { outcome, reason, label, conversation }: Outcome): Promise<void> {
    const { organizationId, sessionId, state, committed } = session;
    session.seq += 1;
    session.pending += 1;
    const isUrgent = mustKeep(committed, state);
    const row: SessionRow = {
      organizationId,
      sessionId,
      seq: session.seq,
      callId: call.callId,
      profileId: call.profileId || null,
      serverId: call.serverId || null,
      kind: call.kind,
      name: storable(call.name),
      outcome,
      reason,
      label,
      state: withoutSources(state),
      sources: sourcesAdded(session.written, state),
      toolCallId: conversation ? storable(conversation.toolCallId) : null,
      contentHash: conversation?.contentHash ?? null,
      tool: conversation?.tool ?? null,
      at: new Date().toISOString(),
    };
    session.written = state;
    const written = this.log.append(row, isUrgent).then(
      () => {
        session.pending -= 1;
        session.committed = state;
      },
      (error: unknown) => {
        session.pending -= 1;
        // Its sources are in no row: the next one takes them along.
        session.written = session.committed;
        if (session.lastRow === written) session.lastRow = undefined;
        throw error;
      },
    );
    // Most callers do not wait; the log has reported the failure.
    written.catch(() => undefined);
    session.lastRow = written;
    return written;
  }

  /**
   * Everything that was recorded of a session up to now is committed. When its last row could not be written, the state goes into a
   * line of its own: else a repeated request, which has nothing new to record, would be refused for ever.
   */
  flushed(session: Resident, { callId, profileId }: Pick<About, 'callId' | 'profileId'>): Promise<void> {
    const about = { callId, profileId, serverId: '', name: '', kind: 'message' as const };
    return session.lastRow ?? this.record(session, about, { outcome: 'heard', reason: null, label: null });
  }
}
