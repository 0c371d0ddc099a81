import { CatalogDraft, Configuration, type Evidence, type orchestrator, type Request } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.store.ts';
import { evidenceInWords } from './evidence-screen.ts';
import { lockRequest, move } from './request-change.store.ts';

/** A request whose evidence is wanted; what is found counts only while it is still this trial. */
export interface Ticket {
  organizationId: string;
  id: string;
  trialId: string;
  failures: number;
  /** Since when the evidence is wanted. */
  since: Date;
}

export type Trial = Request<typeof orchestrator.runTrial>;

const MAX_KNOWN_TOOLS = 10_000;
const MAX_KNOWN_BYTES = 300_000;

@Injectable()
export class EvidenceStore {
  constructor(private readonly database: Database) {}

  /** Nothing when it is not wanted any more. Keeps the sweep from asking for the same evidence for `leaseMs`. */
  async begin(id: string, leaseMs: number): Promise<{ ticket: Ticket; trial: Trial } | undefined> {
    const [row] = await this.database.client.serverRequest.updateManyAndReturn({
      where: { id, status: 'collecting' },
      data: { collectAfter: new Date(Date.now() + leaseMs) },
    });
    if (!row) return undefined;
    const { organizationId, trialId, failures, updatedAt: since } = row;
    const { name, source, fields } = CatalogDraft.parse(row.draft);
    const preset = fields.flatMap((field) =>
      field.isSecret || field.default === undefined ? [] : [[field.name, field.default]],
    );
    const configuration = { ...Object.fromEntries(preset), ...Configuration.parse(row.configuration) };
    const knownTools = await knownNames(this.database.client, organizationId);
    return {
      ticket: { organizationId, id, trialId, failures, since },
      trial: { trialId, name, source, configuration, knownTools },
    };
  }

  /** Asks again after a while. */
  async postpone({ organizationId, id, trialId }: Ticket, waitMs: number, failures: number): Promise<void> {
    await this.database.client.serverRequest.updateMany({
      where: { organizationId, id, trialId, status: 'collecting' },
      data: { collectAfter: new Date(Date.now() + waitMs), failures },
    });
  }

  /** Hands the request over to reviewers. Returns false when its evidence is not wanted any more. */
  async save({ organizationId, id, trialId }: Ticket, evidence: Evidence): Promise<boolean> {
    return this.database.change(async (transaction, tell) => {
      const row = await lockRequest(transaction, { organizationId, id });
      if (row.trialId !== trialId || row.status !== 'collecting') return false;
      await move({ transaction, tell, actor: { organizationId } }, row, {
        action: 'collected',
        message: evidenceInWords(evidence),
        data: { evidence: JSON.stringify(evidence), failures: 0 },
      });
      return true;
    });
  }

  /** Requests whose evidence should have been asked for, longest first. */
  async due(limit: number): Promise<string[]> {
    const rows = await this.database.client.serverRequest.findMany({
      where: { status: 'collecting', collectAfter: { lte: new Date() } },
      orderBy: { collectAfter: 'asc' },
      take: limit,
      select: { id: true },
    });
    return rows.map(({ id }) => id);
  }
}

/** Names that a new tool must not be mistaken for, as many as fit a message. */
const knownNames = async (database: Pick<Transaction, '$queryRaw'>, organizationId: string): Promise<string[]> => {
  const rows = await database.$queryRaw<{ name: string }[]>`
    SELECT DISTINCT t.name FROM tool t WHERE t.organization_id = ${organizationId}::uuid LIMIT ${MAX_KNOWN_TOOLS}`;
  let bytes = 0;
  return rows.map(({ name }) => name).filter((name) => (bytes += Buffer.byteLength(name) + 4) <= MAX_KNOWN_BYTES);
};
