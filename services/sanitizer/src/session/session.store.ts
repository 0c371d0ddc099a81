import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.store.ts';
import type { SessionRow } from './session-row.ts';

/** A call an answer announced, or a result that was seen, not yet checked. */
export interface ConversationRow {
  profile_id: string | null;
  server_id: string | null;
  name: string;
  tool_call_id: string;
  content_hash: string | null;
  outcome: string;
  tool: unknown;
}

/** What a session was left in, not yet checked; rows are oldest first. */
export interface LeftState {
  seq: number;
  state: unknown;
  sources: unknown[];
  conversation: ConversationRow[];
}

const MAX_CONVERSATION_ROWS = 8_000;

/** One line of a session's log as it is read back. */
export interface ReadRow {
  call_id: string;
  kind: string;
  server_id: string | null;
  name: string;
  outcome: string;
  reason: string | null;
  label: unknown;
  state: unknown;
  at: Date;
}

/** Another process keeps session state now; nothing was written. */
export class LeaseTaken extends Error {}

const INSERT = `
WITH held AS MATERIALIZED (SELECT 1 FROM writer_lease WHERE id = 1 AND holder = $1::uuid AND stopped_at IS NULL FOR SHARE),
written AS (
  INSERT INTO session_event (organization_id, session_id, seq, call_id, profile_id, server_id, kind, name, outcome, reason, label, state, sources, tool_call_id, content_hash, tool, at)
  SELECT r."organizationId", r."sessionId", r.seq, r."callId", r."profileId", r."serverId", r.kind, r.name, r.outcome, r.reason, r.label, r.state, r.sources, r."toolCallId", r."contentHash", r.tool, r.at
    FROM jsonb_to_recordset($2::jsonb) AS r(
      "organizationId" uuid, "sessionId" text, seq integer, "callId" text, "profileId" uuid, "serverId" uuid,
      kind text, name text, outcome text, reason text, label jsonb, state jsonb,
      sources jsonb, "toolCallId" text, "contentHash" text, tool jsonb, at timestamptz)
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
    const key = [organizationId, sessionId];
    const [rows, sources, conversation] = await Promise.all([
      this.database.query<{ seq: number; state: unknown }>(
        'SELECT seq, state FROM session_event WHERE organization_id = $1::uuid AND session_id = $2 ORDER BY seq DESC LIMIT 1',
        key,
      ),
      this.database.query<{ sources: unknown }>(
        'SELECT sources FROM session_event WHERE organization_id = $1::uuid AND session_id = $2 AND sources IS NOT NULL ORDER BY seq',
        key,
      ),
      this.database.query<ConversationRow>(
        `SELECT profile_id, server_id, name, tool_call_id, content_hash, outcome, tool FROM session_event
          WHERE organization_id = $1::uuid AND session_id = $2 AND tool_call_id IS NOT NULL
          ORDER BY seq DESC LIMIT ${MAX_CONVERSATION_ROWS}`,
        key,
      ),
    ]);
    const [last] = rows;
    return last && { ...last, sources: sources.map((row) => row.sources), conversation: conversation.reverse() };
  }

  /** The log of a session for people, oldest first; at most `limit` of the last rows. */
  async read(organizationId: string, sessionId: string, limit: number): Promise<ReadRow[]> {
    const rows = await this.database.query<ReadRow>(
      `SELECT call_id, kind, server_id, name, outcome, reason, label, state, at FROM session_event
        WHERE organization_id = $1::uuid AND session_id = $2 ORDER BY seq DESC LIMIT $3`,
      [organizationId, sessionId, limit],
    );
    return rows.reverse();
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
