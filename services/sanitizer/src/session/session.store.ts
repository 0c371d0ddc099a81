import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.store.ts';
import type { SessionRow } from './session-row.ts';

/** The state a session was left in, not yet checked. */
export interface LeftState {
  seq: number;
  state: unknown;
}

/** Another process keeps session state now; nothing was written. */
export class LeaseTaken extends Error {}

const INSERT = `
WITH held AS MATERIALIZED (SELECT 1 FROM writer_lease WHERE id = 1 AND holder = $1::uuid AND stopped_at IS NULL FOR SHARE),
written AS (
  INSERT INTO session_event (organization_id, session_id, seq, call_id, profile_id, server_id, kind, name, outcome, reason, label, state, at)
  SELECT r."organizationId", r."sessionId", r.seq, r."callId", r."profileId", r."serverId", r.kind, r.name, r.outcome, r.reason, r.label, r.state, r.at
    FROM jsonb_to_recordset($2::jsonb) AS r(
      "organizationId" uuid, "sessionId" text, seq integer, "callId" text, "profileId" uuid, "serverId" uuid,
      kind text, name text, outcome text, reason text, label jsonb, state jsonb, at timestamptz)
   WHERE EXISTS (SELECT 1 FROM held)
  ON CONFLICT (organization_id, session_id, seq) DO NOTHING
)
SELECT count(*)::integer AS held FROM held`;

/** The append-only log of what sessions saw. */
@Injectable()
export class SessionStore {
  constructor(private readonly database: Database) {}

  /** The last state of a session; `undefined` when it never had one. */
  async last(organizationId: string, sessionId: string): Promise<LeftState | undefined> {
    const rows = await this.database.query<{ seq: number; state: unknown }>(
      'SELECT seq, state FROM session_event WHERE organization_id = $1::uuid AND session_id = $2 ORDER BY seq DESC LIMIT 1',
      [organizationId, sessionId],
    );
    return rows[0];
  }

  /**
   * Appends rows in one statement. A row that is there already stays as it is: a write whose outcome is unknown may be repeated.
   * Throws `LeaseTaken` when the holder no longer holds the lease; checked in the same statement, so a late write cannot slip in.
   */
  async append(holder: string, rows: readonly SessionRow[]): Promise<void> {
    const [answer] = await this.database.query<{ held: number }>(INSERT, [holder, JSON.stringify(rows)]);
    if (answer?.held !== 1) throw new LeaseTaken('Another process keeps the sessions now.');
  }
}
