import type { Decision } from '@archestra/contracts';
import type { Call } from '@archestra/policy';
import type { ApprovalStore } from './approval.store.ts';
import { callDigest } from './digest.ts';
import type { Asker, Consent, Door } from './question.ts';

export interface ApprovalsOptions {
  /** How long a question may be answered, and how long a yes may be used. */
  lifetimeMs: number;
}

interface Sought {
  asker: Asker;
  call: Call;
  serverName: string;
  decision: Extract<Decision, { outcome: 'approve' }>;
  door: Door;
}

/** More than a person can read is nothing a person can agree to. */
const MAX_ARGUMENTS_BYTES = 65_536;

/** Finds out whether a person agreed to exactly this call, and asks otherwise. */
export class Approvals {
  constructor(
    private readonly store: Pick<ApprovalStore, 'take' | 'ask'>,
    private readonly options: ApprovalsOptions,
  ) {}

  /** Rejects when the database cannot be asked: then nobody agreed. */
  async seek({ asker, call, serverName, decision, door }: Sought): Promise<Consent | { kind: 'unreadable' }> {
    const given = call.arguments ?? {};
    if (!isRecord(given) || Buffer.byteLength(JSON.stringify(given)) > MAX_ARGUMENTS_BYTES)
      return { kind: 'unreadable' };
    const digest = callDigest(call);
    const approvalId = await this.store.take(asker, digest, door);
    if (approvalId !== undefined) return { kind: 'granted', approvalId };
    const { serverId, name } = call;
    return this.store.ask(
      { ...asker, serverId, serverName, tool: name, arguments: given, digest, decision },
      this.options.lifetimeMs,
    );
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
