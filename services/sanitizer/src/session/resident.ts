import type { Session } from '@archestra/policy';
import { DecidedCalls } from './decided-calls.ts';
import { ToolCalls } from './tool-calls.ts';

/** A session in memory. */
export interface Resident {
  readonly organizationId: string;
  readonly sessionId: string;
  /** What the session is: decisions are made on this. */
  state: Session;
  /** The state that is known to be in the database; differs from `state` while a change is on its way. */
  committed: Session;
  /** The state whose sources are all in rows, written or on their way. */
  written: Session;
  seq: number;
  /** Rows that are not written yet, and work that is under way: such a session must not leave memory, or it would be there twice. */
  pending: number;
  touchedMs: number;
  /** Settles when the last row of this session is committed; undefined when that row can never be. */
  lastRow: Promise<void> | undefined;
  readonly decided: DecidedCalls;
  readonly toolCalls: ToolCalls;
  /** Hashes of texts that were shown although, or because, a policy keeps results from the model. */
  readonly shown: Set<string>;
  /** Hashes of what the person was heard to say, so that a conversation may be repeated at little cost. */
  readonly heard: Set<string>;
}

export const resident = (
  organizationId: string,
  sessionId: string,
  left: { state: Session; seq: number; toolCalls?: ToolCalls },
): Resident => ({
  organizationId,
  sessionId,
  state: left.state,
  committed: left.state,
  written: left.state,
  seq: left.seq,
  pending: 0,
  touchedMs: Date.now(),
  lastRow: Promise.resolve(),
  decided: new DecidedCalls(),
  toolCalls: left.toolCalls ?? new ToolCalls(),
  shown: new Set(),
  heard: new Set(),
});

/** Keeps a session in memory while something about it is awaited. */
export const holding = async <T>(session: Resident, work: () => Promise<T>): Promise<T> => {
  session.pending += 1;
  try {
    return await work();
  } finally {
    session.pending -= 1;
  }
};
