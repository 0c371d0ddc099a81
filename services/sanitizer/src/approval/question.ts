import { Approval, PathStep, type Decision } from '@archestra/contracts';
import { z } from 'zod';

/** Where a call comes from: what was agreed to holds there and nowhere else. */
export interface Asker {
  organizationId: string;
  principal: string;
  sessionId: string;
  /** Null outside every profile. */
  profileId: string | null;
}

/** A call that a person may agree to. */
export interface Question extends Asker, Pick<Approval, 'serverId' | 'serverName' | 'tool' | 'digest'> {
  arguments: Record<string, unknown>;
  decision: Extract<Decision, { outcome: 'approve' }>;
}

/** An answer of a model announces calls before they are made; the call itself may follow once. */
export type Door = 'answer' | 'call';

/** What a question came to. */
export type Consent =
  | { kind: 'granted'; approvalId: string }
  | { kind: 'pending'; approvalId: string }
  | { kind: 'declined' }
  | { kind: 'too-many' };

interface Row {
  id: string;
  sessionId: string;
  profileId: string | null;
  principal: string;
  serverId: string;
  serverName: string;
  tool: string;
  arguments: string;
  digest: string;
  reason: string;
  message: string;
  path: string;
  previousArguments: string | null;
  status: string;
  requestedAt: Date;
  expiresAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
  note: string | null;
}

const Arguments = z.record(z.string(), z.unknown());

/** A question as it is shown. One whose time is over shows as expired before a sweep writes it down. */
export const toApproval = (row: Row, now = new Date()): Approval =>
  Approval.parse({
    ...row,
    arguments: Arguments.parse(JSON.parse(row.arguments)),
    previousArguments: row.previousArguments === null ? null : Arguments.parse(JSON.parse(row.previousArguments)),
    path: z.array(PathStep).parse(JSON.parse(row.path)),
    status: isOpen(row.status) && row.expiresAt <= now ? 'expired' : row.status,
    requestedAt: row.requestedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
  });

const isOpen = (status: string): boolean => status === 'pending' || status === 'approved';
