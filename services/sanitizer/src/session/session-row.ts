import { Label, Reason } from '@archestra/contracts';
import type { Session, Source } from '@archestra/policy';
import { z } from 'zod';

const Cause = z.object({ callId: z.string().optional(), what: z.string() });

/** How a session's label is kept: the shape `libs/policy` works with, without its sources. */
export const StoredSession = z.object({ label: Label, untrustedBy: Cause.optional(), narrowedBy: Cause.optional() });

const StoredSource = z.object({
  by: z.enum(['person', 'trusted', 'lookup', 'untrusted', 'session']),
  what: z.string().optional(),
  callId: z.string().optional(),
  atoms: z.string(),
});

/** The first `kept` sources stay as they were, and these follow. */
export const StoredSources = z.object({ kept: z.number().int().nonnegative(), added: z.array(StoredSource) });

/** A tool a model may call, as precisely as a call of it is decided. */
export const StoredTool = z.object({
  source: z.string(),
  pin: z.string().optional(),
  /** As JSON text, because they may hold what `jsonb` cannot; absent when they are too long. */
  arguments: z.string().optional(),
});

export interface SourcesAdded {
  readonly kept: number;
  readonly added: readonly Source[];
}

/** What a row says beside the call it is about, for conversations with a model. */
export interface ConversationFacts {
  toolCallId: string;
  /** SHA-256 of a result; absent for a call. */
  contentHash?: string;
  tool?: z.output<typeof StoredTool>;
}

/** One line of a session's log: what was asked, what came of it, and what the session is since then. */
export interface SessionRow {
  organizationId: string;
  sessionId: string;
  seq: number;
  callId: string;
  profileId: string | null;
  serverId: string | null;
  kind: string;
  name: string;
  /**
   * `observed`: a result was labelled and shown. `replaced`: typed answers were shown instead. `withheld`: it came and was not
   * shown. `denied`: the call was not made. `asked`: a person is asked first. `announced`: an answer with this call was shown.
   * `approved`: the call was let through because a person agreed. `heard`: the person said something.
   */
  outcome: 'observed' | 'replaced' | 'withheld' | 'denied' | 'asked' | 'announced' | 'approved' | 'heard';
  reason: Reason | null;
  label: Label | null;
  state: Omit<Session, 'sources'>;
  sources: SourcesAdded | null;
  toolCallId: string | null;
  contentHash: string | null;
  tool: z.output<typeof StoredTool> | null;
  at: string;
}

/** Text as PostgreSQL can keep it: a foreign name may hold U+0000 or half a character. */
export const storable = (text: string): string => text.replaceAll('\0', '\uFFFD').toWellFormed();

/** Whether a text is kept exactly as it is. Keys must be: two of them must never become one. */
export const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();
