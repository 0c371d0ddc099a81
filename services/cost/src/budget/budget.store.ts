import { AppError, Budget, costEvents, type BudgetInput, type BudgetRefusal } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { Database, type Transaction } from '../db/database.store.ts';
import { countUp } from '../db/terms-version.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { counterField, type Counter } from './budget-counter.ts';
import { windowAt } from './budget-window.ts';

type Row = Prisma.BudgetGetPayload<object>;

const MAX_BUDGETS = 500;
const HOUR_MS = 3_600_000;

const toBudget = ({ amount, period, createdAt, ...row }: Row): Budget =>
  Budget.parse({ ...row, limit: Number(amount), window: period, createdAt: createdAt.toISOString() });

const toRow = ({ limit, window, ...input }: BudgetInput) => ({ ...input, amount: limit, period: window });

/** The budgets of an organization and the epoch they hold in. */
export interface BudgetBook {
  budgets: Budget[];
  epoch: number;
}

/** A book with what the ledger says is spent of each counter. */
export interface CountedBook extends BudgetBook {
  spent: { field: string; amount: number }[];
}

/** Who changes budgets. */
export interface Change {
  organizationId: string;
  principal: string | undefined;
}

const by = ({ organizationId, principal }: Change) => ({ organizationId, ...(principal ? { principal } : {}) });

@Injectable()
export class BudgetStore {
  constructor(private readonly database: Database) {}

  /** Every organization that has budgets, or the one that is named. */
  async books(organizationId?: string): Promise<Map<string, BudgetBook>> {
    const where = organizationId === undefined ? {} : { organizationId };
    const books = new Map<string, BudgetBook>();
    await this.database.client.$transaction(async (transaction) => {
      // Epochs first: a change that comes between makes the book newer than its epoch, which is noticed; not the other way round.
      for (const row of await transaction.budgetEpoch.findMany({ where }))
        books.set(row.organizationId, { budgets: [], epoch: Number(row.epoch) });
      for (const row of await transaction.budget.findMany({ where, orderBy: { id: 'asc' } }))
        books.get(row.organizationId)?.budgets.push(toBudget(row));
    });
    return books;
  }

  create(change: Change, input: BudgetInput): Promise<Budget> {
    return this.change(change, async (transaction) => {
      const { organizationId } = change;
      if ((await transaction.budget.count({ where: { organizationId } })) >= MAX_BUDGETS)
        throw new AppError('INVALID_INPUT', `An organization has at most ${MAX_BUDGETS} budgets.`);
      const row = await transaction.budget.create({ data: { id: uuid(), organizationId, ...toRow(input) } });
      return { before: null, after: toBudget(row) };
    });
  }

  update(change: Change, id: string, input: BudgetInput): Promise<Budget> {
    return this.change(change, async (transaction) => {
      const before = await find(transaction, change.organizationId, id);
      return { before, after: toBudget(await transaction.budget.update({ where: { id }, data: toRow(input) })) };
    });
  }

  async delete(change: Change, id: string): Promise<void> {
    await this.change(change, async (transaction) => {
      const before = await find(transaction, change.organizationId, id);
      await transaction.budget.delete({ where: { id } });
      return { before, after: null };
    });
  }

  /**
   * Begins a new epoch and reads what the ledger says is spent in it. Settlements hold the epoch for reading while they write:
   * none is half in these sums, and whatever comes later carries the new epoch.
   */
  beginEpoch(organizationId: string, nowMs: number): Promise<CountedBook> {
    return this.database.client.$transaction(
      async (transaction) => {
        const epoch = await raiseEpoch(transaction, organizationId);
        const rows = await transaction.budget.findMany({ where: { organizationId, isEnabled: true } });
        const budgets = rows.map(toBudget);
        const spent: CountedBook['spent'] = [];
        for (const budget of budgets) spent.push(...(await spentOf(transaction, organizationId, budget, nowMs)));
        return {
          epoch,
          budgets: (await transaction.budget.findMany({ where: { organizationId } })).map(toBudget),
          spent,
        };
      },
      { timeout: 30_000 },
    );
  }

  /** Which of these calls are in the ledger. */
  async recorded(organizationId: string, callIds: string[]): Promise<Set<string>> {
    const rows = await this.database.client.ledgerRow.findMany({
      where: { organizationId, callId: { in: callIds } },
      select: { callId: true },
    });
    return new Set(rows.map(({ callId }) => callId));
  }

  /** Tells once per counter and percent. Whether this was the first time. */
  tell(organizationId: string, counter: Counter, percent: number, refusal: BudgetRefusal): Promise<boolean> {
    return this.database.change(async (transaction, tell) => {
      const { count } = await transaction.budgetAlert.createMany({
        data: {
          budgetId: counter.budget.id,
          subject: counter.subject,
          windowStartsAt: new Date(counter.window.startMs),
          percent,
        },
        skipDuplicates: true,
      });
      if (count > 0)
        tell(costEvents.budgetAlerted, {
          organizationId,
          data: { ...refusal, percent, subject: counter.subject === '' ? null : counter.subject },
        });
      return count > 0;
    });
  }

  private change<A extends Budget | null>(
    change: Change,
    work: (transaction: Transaction) => Promise<{ before: Budget | null; after: A }>,
  ): Promise<A> {
    return this.database.change(async (transaction, tell) => {
      await countUp(transaction, 'budget');
      const changed = await work(transaction);
      // The counters are built anew for budgets that were not counted before.
      await raiseEpoch(transaction, change.organizationId);
      tell(costEvents.budgetChanged, { ...by(change), data: changed });
      return changed.after;
    });
  }
}

const find = async (transaction: Transaction, organizationId: string, id: string): Promise<Budget> => {
  const row = await transaction.budget.findFirst({ where: { id, organizationId } });
  if (!row) throw new AppError('NOT_FOUND', 'There is no such budget.');
  return toBudget(row);
};

const raiseEpoch = async (transaction: Transaction, organizationId: string): Promise<number> => {
  const [row] = await transaction.$queryRaw<{ epoch: bigint }[]>`
    INSERT INTO budget_epoch AS known (organization_id, epoch) VALUES (${organizationId}, 1)
    ON CONFLICT (organization_id) DO UPDATE SET epoch = known.epoch + 1 RETURNING epoch`;
  return Number(row?.epoch);
};

/** Whole hours from the sums, what lies before the first whole hour from the ledger: time zones may begin a day at half past. */
const spentOf = async (transaction: Transaction, organizationId: string, budget: Budget, nowMs: number) => {
  const { startMs } = windowAt(budget.window, budget.timeZone, nowMs);
  const start = new Date(startMs);
  const firstHour = new Date(Math.ceil(startMs / HOUR_MS) * HOUR_MS);
  const subject = budget.scope === 'organization' ? 'all' : budget.subject;
  const ofSubject = subject === null ? Prisma.sql`key <> 'none'` : Prisma.sql`key = ${subject}`;
  const isMoney = budget.unit === 'micro-usd';
  const sums = isMoney ? Prisma.sql`cost` : Prisma.sql`input_tokens + output_tokens`;
  const single = isMoney ? Prisma.sql`coalesce(l.cost, 0)` : Prisma.sql`coalesce(l.input_tokens + l.output_tokens, 0)`;
  const rows = await transaction.$queryRaw<{ key: string; amount: bigint }[]>`
    SELECT key, sum(amount)::bigint AS amount FROM (
      SELECT key, ${sums} AS amount FROM statistic
      WHERE organization_id = ${organizationId} AND dimension = ${budget.scope} AND hour >= ${firstHour} AND ${ofSubject}
      UNION ALL
      SELECT k.key, ${single} FROM ledger l, ledger_keys(l) k
      WHERE l.organization_id = ${organizationId} AND l.at >= ${start} AND l.at < ${firstHour}
        AND k.dimension = ${budget.scope} AND ${ofSubject}
    ) AS part GROUP BY key HAVING sum(amount) > 0`;
  return rows.map(({ key, amount }) => ({
    field: counterField(budget.id, startMs, budget.scope === 'organization' ? '' : key),
    amount: Number(amount),
  }));
};
