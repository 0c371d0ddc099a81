import { AppError, guardEvents, QuarantinedResult, type TypedAnswer } from '@archestra/contracts';
import { OutboxRelay } from '@archestra/messaging';
import { TextSeal, pageQuery, toPage, type PageOf } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { fact } from '../db/change.store.ts';
import { Database, type Transaction } from '../db/database.store.ts';

/** Which result it is: this very content, of this tool, in this session. */
export interface ResultKey {
  organizationId: string;
  sessionId: string;
  serverId: string;
  tool: string;
  contentDigest: string;
}

export interface Kept extends ResultKey {
  callId: string;
  profileId: string | null;
  principal: string;
  serverName: string;
  policyId: string | null;
  /** Undefined when it was never seen; then there is nothing to show a reviewer. */
  content: string | undefined;
  status: 'withheld' | 'summarized';
  answers: TypedAnswer[];
  bits: number;
  /** What stands in its place. */
  shown: string;
}

/** What stands in the place of a result that came before. */
export interface Standing {
  id: string;
  status: QuarantinedResult['status'];
  shown: string;
}

/** Results that policy keeps from models: sealed, for reviewers to read, release or delete. */
@Injectable()
export class QuarantineStore {
  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly seal: TextSeal,
  ) {}

  /** Whether a reviewer of this organization released this very content of this tool, in whatever session it came. */
  async isReleased({ organizationId, serverId, tool, contentDigest }: ResultKey): Promise<boolean> {
    const where = { organizationId, serverId, tool, contentDigest, status: 'released' };
    return (await this.database.client.quarantinedResult.count({ where, take: 1 })) > 0;
  }

  async find(key: ResultKey): Promise<Standing | undefined> {
    const { organizationId, sessionId, serverId, tool, contentDigest } = key;
    const row = await this.database.client.quarantinedResult.findFirst({
      where: { organizationId, sessionId, serverId, tool, contentDigest },
    });
    return row ? standing(row) : undefined;
  }

  /** Bits that a session was told by what is kept of it. */
  async bitsOf(organizationId: string, sessionId: string): Promise<number> {
    const { _sum } = await this.database.client.quarantinedResult.aggregate({
      where: { organizationId, sessionId },
      _sum: { bits: true },
    });
    return _sum.bits ?? 0;
  }

  /** Keeps a result; the same one of the same session is kept once, and what was said of it first stands. */
  async keep({ content, ...kept }: Kept): Promise<Standing> {
    const id = uuid();
    const sealed = content === undefined ? {} : this.sealed(kept.organizationId, id, content);
    const data = {
      ...kept,
      ...sealed,
      id,
      reason: 'quarantined',
      bytes: content === undefined ? 0 : Buffer.byteLength(content),
    };
    return this.change(async (transaction) => {
      const [row] = await transaction.quarantinedResult.createManyAndReturn({ data, skipDuplicates: true });
      if (!row) {
        const { organizationId, sessionId, serverId, tool, contentDigest } = kept;
        const where = { organizationId, sessionId, serverId, tool, contentDigest };
        return standing(await transaction.quarantinedResult.findFirstOrThrow({ where }));
      }
      const { organizationId, principal } = kept;
      const told = { organizationId, principal, data: factOf(toResult(row)) };
      await transaction.outbox.create({ data: fact(guardEvents.resultQuarantined, told) });
      return standing(row);
    });
  }

  async list(
    organizationId: string,
    { status, ...wanted }: PageOf & { status?: QuarantinedResult['status'] | undefined },
  ): Promise<{ items: QuarantinedResult[]; nextCursor: string | null }> {
    const { after, ...query } = pageQuery(wanted, 'desc');
    const rows = await this.database.client.quarantinedResult.findMany({
      ...query,
      omit: { sealed: true },
      where: { organizationId, ...after, ...(status ? { status } : {}) },
    });
    return toPage(rows.map(toResult), wanted.limit);
  }

  /** The result with its content, decrypted; that somebody read it is on record before they do. */
  async read(
    organizationId: string,
    id: string,
    readBy: string,
  ): Promise<{ result: QuarantinedResult; content: string | null }> {
    return this.change(async (transaction) => {
      const row = await this.row(transaction, organizationId, id);
      const content =
        row.sealed === null ? null : this.seal.open(Buffer.from(row.sealed).toString('utf8'), [organizationId, id]);
      const result = toResult(row);
      const told = { organizationId, principal: `user:${readBy}`, data: { ...factOf(result), readBy } };
      await transaction.outbox.create({ data: fact(guardEvents.quarantineRead, told) });
      return { result, content };
    });
  }

  /** Releases or deletes it. What was deleted stays so; its content is gone. */
  async decide(
    organizationId: string,
    { id, outcome, decidedBy }: { id: string; outcome: 'released' | 'deleted'; decidedBy: string },
  ): Promise<QuarantinedResult> {
    return this.change(async (transaction) => {
      const { count } = await transaction.quarantinedResult.updateMany({
        where: { id, organizationId, status: { notIn: ['deleted', outcome] } },
        data: {
          status: outcome,
          decidedBy,
          decidedAt: new Date(),
          ...(outcome === 'deleted' ? { sealed: null, keyId: null } : {}),
        },
      });
      const result = toResult(await this.row(transaction, organizationId, id));
      if (count === 0) throw new AppError('CONFLICT', 'This result was decided before.');
      const told = { organizationId, principal: `user:${decidedBy}`, data: { ...factOf(result), decidedBy } };
      await transaction.outbox.create({ data: fact(guardEvents.quarantineDecided, told) });
      return result;
    });
  }

  /** Forgets what is older than that. */
  async sweep(keptMs: number): Promise<void> {
    const where = { at: { lt: new Date(Date.now() - keptMs) } };
    await this.database.client.quarantinedResult.deleteMany({ where });
    await this.database.client.dualLlmAnswer.deleteMany({ where });
  }

  private sealed(organizationId: string, id: string, content: string) {
    const text = this.seal.seal(content, [organizationId, id]);
    return { sealed: new Uint8Array(Buffer.from(text)), keyId: text.split('.')[1] ?? '' };
  }

  private async row(transaction: Transaction, organizationId: string, id: string) {
    const row = await transaction.quarantinedResult.findFirst({ where: { id, organizationId } });
    if (!row) throw new AppError('NOT_FOUND', 'There is no such result in quarantine.');
    return row;
  }

  private async change<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const result = await this.database.client.$transaction(work);
    this.relay.wake();
    return result;
  }
}

interface Row {
  id: string;
  at: Date;
  decidedAt: Date | null;
  [column: string]: unknown;
}

const toResult = (row: Row): QuarantinedResult =>
  QuarantinedResult.parse({ ...row, at: row.at.toISOString(), decidedAt: row.decidedAt?.toISOString() ?? null });

const standing = ({ id, status, shown }: { id: string; status: string; shown: string }): Standing => ({
  id,
  status: QuarantinedResult.shape.status.parse(status),
  shown,
});

const factOf = ({ id, callId, serverId, tool, status, bits }: QuarantinedResult) => ({
  id,
  callId,
  serverId,
  tool,
  status,
  bits,
});
