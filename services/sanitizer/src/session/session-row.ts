import { Label, Reason } from '@archestra/contracts';
import type { Session } from '@archestra/policy';
import { z } from 'zod';

const Cause = z.object({ callId: z.string().optional(), what: z.string() });

/** How a session's state is kept: the shape `libs/policy` works with. */
export const StoredSession = z.object({ label: Label, untrustedBy: Cause.optional(), narrowedBy: Cause.optional() });

/** One line of a session's log: what was asked, what came of it, and what the session is since then. */
export interface SessionRow {
  organizationId: string;
  sessionId: string;
  seq: number;
  callId: string;
  profileId: string;
  serverId: string;
  kind: string;
  name: string;
  /** `observed`: a result was labelled and shown. `withheld`: it came and was not shown. `denied`: the call was not made. */
  outcome: 'observed' | 'withheld' | 'denied';
  reason: Reason | null;
  label: Label | null;
  state: Session;
  at: string;
}

/** Text as PostgreSQL can keep it: a foreign name may hold U+0000 or half a character. */
export const storable = (text: string): string => text.replaceAll('\0', '\uFFFD').toWellFormed();

/** Whether a text is kept exactly as it is. Keys must be: two of them must never become one. */
export const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();
