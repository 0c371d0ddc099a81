import { AppError, guardEvents, type Approval } from '@archestra/contracts';
import { OutboxRelay } from '@archestra/messaging';
import { pageQuery, toPage, type PageOf } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { fact } from '../db/change.store.ts';
import { Database, type Transaction } from '../db/database.store.ts';
import { toApproval, type Asker, type Consent, type Door, type Question } from './question.ts';

type Row = Parameters<typeof toApproval>[0] & { organizationId: string };

/** Of one principal; more is not a question but a flood. */
const MAX_PENDING = 100;

/** Questions to people. Every change of a question and the event that tells of it are one commit. */
@Injectable()
export class ApprovalStore {
  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
  ) {}

  /**
   * Uses up an approval of exactly this call; undefined when there is none. One UPDATE under the row's lock, so that of two
   * calls at the same time one gets it. What an answer announced may be called once more than announced: for real.
   */
  async take(asker: Asker, digest: string, door: Door): Promise<string | undefined> {
    const { organizationId, principal, sessionId, profileId } = asker;
    const isCall = door === 'call';
    return this.change(async (transaction) => {
      const taken = await transaction.$queryRaw<{ id: string }[]>`
        UPDATE approval
           SET status = 'used',
               announced_at = CASE WHEN ${isCall} THEN announced_at ELSE now() END,
               used_at = CASE WHEN ${isCall} THEN now() END
         WHERE id = (
           SELECT id FROM approval
            WHERE organization_id = ${organizationId}::uuid AND principal = ${principal} AND session_id = ${sessionId}
              AND profile_id IS NOT DISTINCT FROM ${profileId}::uuid AND digest = ${digest} AND expires_at > now()
              AND (status = 'approved' OR (${isCall} AND status = 'used' AND announced_at IS NOT NULL AND used_at IS NULL))
            ORDER BY id LIMIT 1 FOR UPDATE)
        RETURNING id`;
      const [found] = taken;
      if (!found) return undefined;
      await tell(transaction, await transaction.approval.findUniqueOrThrow({ where: { id: found.id } }));
      return found.id;
    });
  }

  /** Asks, unless it was asked: the open question of this call, or its refusal as long as that holds. */
  async ask(question: Question, lifetimeMs: number): Promise<Exclude<Consent, { kind: 'granted' }>> {
    const { organizationId, principal, sessionId, digest } = question;
    const key = { organizationId, principal, sessionId, digest };
    return this.change(async (transaction) => {
      await expire(transaction, { ...key });
      const [last] = await transaction.approval.findMany({
        where: { ...key, expiresAt: { gt: new Date() }, status: { in: ['pending', 'declined'] } },
        orderBy: { id: 'desc' },
        take: 1,
      });
      if (last) return last.status === 'declined' ? { kind: 'declined' } : { kind: 'pending', approvalId: last.id };
      const pending = await transaction.approval.count({ where: { organizationId, principal, status: 'pending' } });
      if (pending >= MAX_PENDING) return { kind: 'too-many' };
      return { kind: 'pending', approvalId: await insert(transaction, question, lifetimeMs) };
    });
  }

  async list(
    organizationId: string,
    wanted: PageOf & { status?: Approval['status'] | undefined; principal: string | null },
  ): Promise<{ items: Approval[]; nextCursor: string | null }> {
    const { after, ...query } = pageQuery(wanted, 'desc');
    const rows = await this.database.client.approval.findMany({
      ...query,
      where: {
        organizationId,
        ...after,
        ...(wanted.principal === null ? {} : { principal: wanted.principal }),
        ...inStatus(wanted.status),
      },
    });
    return toPage(
      rows.map((row) => toApproval(row)),
      wanted.limit,
    );
  }

  async get(organizationId: string, id: string, principal: string | null): Promise<Approval> {
    const row = await this.database.client.approval.findFirst({ where: ownedBy(organizationId, id, principal) });
    if (!row) throw missing();
    return toApproval(row);
  }

  /** Writes down what a person said. A yes holds for `lifetimeMs` from now. */
  async decide(
    organizationId: string,
    said: {
      id: string;
      principal: string | null;
      outcome: 'approved' | 'declined';
      decidedBy: string;
      note: string | null;
    },
    lifetimeMs: number,
  ): Promise<Approval> {
    const { id, principal, outcome, decidedBy, note } = said;
    return this.change(async (transaction) => {
      const where = ownedBy(organizationId, id, principal);
      const now = new Date();
      const { count } = await transaction.approval.updateMany({
        where: { ...where, status: 'pending', expiresAt: { gt: now } },
        data: {
          status: outcome,
          decidedBy,
          decidedAt: now,
          note,
          ...(outcome === 'approved' ? { expiresAt: new Date(now.getTime() + lifetimeMs) } : {}),
        },
      });
      const row = await transaction.approval.findFirst({ where });
      if (!row) throw missing();
      if (count === 0) throw new AppError('CONFLICT', 'This question was decided before, or its time is over.');
      await tell(transaction, row);
      return toApproval(row);
    });
  }

  /** Closes questions whose time is over, and forgets those that are older than `keptMs`. */
  async sweep(keptMs: number): Promise<void> {
    await this.change(async (transaction) => {
      await expire(transaction, {});
      await transaction.approval.deleteMany({
        where: { requestedAt: { lt: new Date(Date.now() - keptMs) }, status: { notIn: ['pending', 'approved'] } },
      });
    });
  }

  private async change<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const result = await this.database.client.$transaction(work);
    this.relay.wake();
    return result;
  }
}

const missing = (): AppError => new AppError('NOT_FOUND', 'There is no such question.');

const ownedBy = (organizationId: string, id: string, principal: string | null) => ({
  id,
  organizationId,
  ...(principal === null ? {} : { principal }),
});

const inStatus = (status: Approval['status'] | undefined) => {
  if (status === undefined) return {};
  const now = new Date();
  const open: Approval['status'][] = ['pending', 'approved'];
  if (status === 'expired') return { OR: [{ status }, { status: { in: open }, expiresAt: { lte: now } }] };
  return open.includes(status) ? { status, expiresAt: { gt: now } } : { status };
};

const insert = async (transaction: Transaction, question: Question, lifetimeMs: number): Promise<string> => {
  const { organizationId, principal, serverId, tool, decision, arguments: given, ...about } = question;
  const previous = await transaction.approval.findFirst({
    where: { organizationId, principal, serverId, tool, status: { in: ['approved', 'used'] } },
    orderBy: { decidedAt: 'desc' },
  });
  const data = {
    ...about,
    id: uuid(),
    organizationId,
    principal,
    serverId,
    tool,
    arguments: JSON.stringify(given),
    reason: decision.reason,
    message: decision.message,
    path: JSON.stringify(decision.path),
    previousArguments: previous?.arguments ?? null,
    expiresAt: new Date(Date.now() + lifetimeMs),
  };
  // Another question of the same call may have been written since: the index keeps one, and this transaction finds it.
  const [row] = await transaction.approval.createManyAndReturn({ data, skipDuplicates: true });
  if (!row) {
    const { sessionId, digest } = question;
    return (
      await transaction.approval.findFirstOrThrow({
        where: { organizationId, principal, sessionId, digest, status: { in: ['pending', 'approved'] } },
      })
    ).id;
  }
  await transaction.outbox.create({
    data: fact(guardEvents.approvalRequested, { organizationId, principal, data: factOf(row) }),
  });
  return row.id;
};

const expire = async (transaction: Transaction, where: object): Promise<void> => {
  const rows = await transaction.approval.updateManyAndReturn({
    where: { ...where, status: { in: ['pending', 'approved'] }, expiresAt: { lte: new Date() } },
    data: { status: 'expired' },
  });
  for (const row of rows) await tell(transaction, row);
};

const factOf = ({ id, principal, serverId, tool, digest, expiresAt }: Row) => ({
  id,
  principal,
  serverId,
  tool,
  digest,
  expiresAt: expiresAt.toISOString(),
});

const tell = async (transaction: Transaction, row: Row): Promise<void> => {
  const data = { ...factOf(row), status: row.status as Approval['status'], decidedBy: row.decidedBy };
  const principal = row.decidedBy === null ? row.principal : `user:${row.decidedBy}`;
  await transaction.outbox.create({
    data: fact(guardEvents.approvalDecided, { organizationId: row.organizationId, principal, data }),
  });
};
