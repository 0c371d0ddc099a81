import { AppError, costEvents, OptimizationRule, type OptimizationRuleInput } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { Database, type Transaction } from '../db/database.store.ts';
import { countUp } from '../db/terms-version.ts';
import type { Prisma } from '../generated/prisma/client.ts';

type Row = Prisma.OptimizationRuleGetPayload<object>;

const MAX_RULES = 500;
/** All rules of an organization travel in one message. */
const MAX_CHARACTERS = 300_000;

const toRule = (row: Row): OptimizationRule =>
  OptimizationRule.parse({ ...row, createdAt: row.createdAt.toISOString() });

/** Who changes rules. */
export interface Change {
  organizationId: string;
  principal: string | undefined;
}

const by = ({ organizationId, principal }: Change) => ({ organizationId, ...(principal ? { principal } : {}) });

/** A rule of one organization. */
export interface OwnedRule {
  organizationId: string;
  rule: OptimizationRule;
}

@Injectable()
export class RuleStore {
  constructor(private readonly database: Database) {}

  /** Every rule there is, in the order in which they decide. */
  async all(): Promise<OwnedRule[]> {
    const rows = await this.database.client.optimizationRule.findMany({
      orderBy: [{ priority: 'asc' }, { id: 'asc' }],
    });
    return rows.map((row) => ({ organizationId: row.organizationId, rule: toRule(row) }));
  }

  async list(organizationId: string): Promise<OptimizationRule[]> {
    const rows = await this.database.client.optimizationRule.findMany({
      where: { organizationId },
      orderBy: [{ priority: 'asc' }, { id: 'asc' }],
    });
    return rows.map(toRule);
  }

  create(change: Change, input: OptimizationRuleInput): Promise<OptimizationRule> {
    return this.change(change, async (transaction) => {
      const { organizationId } = change;
      if ((await transaction.optimizationRule.count({ where: { organizationId } })) >= MAX_RULES)
        throw new AppError('INVALID_INPUT', `An organization has at most ${MAX_RULES} rules.`);
      const row = await transaction.optimizationRule.create({ data: { id: uuid(), organizationId, ...toRow(input) } });
      return { before: null, after: toRule(row) };
    });
  }

  update(change: Change, id: string, input: OptimizationRuleInput): Promise<OptimizationRule> {
    return this.change(change, async (transaction) => {
      const before = await find(transaction, change.organizationId, id);
      const row = await transaction.optimizationRule.update({ where: { id }, data: toRow(input) });
      return { before, after: toRule(row) };
    });
  }

  async delete(change: Change, id: string): Promise<void> {
    await this.change(change, async (transaction) => {
      const before = await find(transaction, change.organizationId, id);
      await transaction.optimizationRule.delete({ where: { id } });
      return { before, after: null };
    });
  }

  private change<A extends OptimizationRule | null>(
    change: Change,
    work: (transaction: Transaction) => Promise<{ before: OptimizationRule | null; after: A }>,
  ): Promise<A> {
    return this.database.change(async (transaction, tell) => {
      await countUp(transaction, 'rule');
      const changed = await work(transaction);
      await assertFits(transaction, change.organizationId);
      tell(costEvents.ruleChanged, { ...by(change), data: changed });
      return changed.after;
    });
  }
}

const toRow = ({ condition, target, ...input }: OptimizationRuleInput) => ({
  ...input,
  // Conditions that are not given have no key at all.
  condition: JSON.parse(JSON.stringify(condition)) as Prisma.InputJsonObject,
  target,
});

const assertFits = async (transaction: Transaction, organizationId: string): Promise<void> => {
  const rules = await transaction.optimizationRule.findMany({ where: { organizationId } });
  if (JSON.stringify(rules).length > MAX_CHARACTERS)
    throw new AppError('INVALID_INPUT', 'The rules name too many models, profiles and teams together. Delete some.');
};

const find = async (transaction: Transaction, organizationId: string, id: string): Promise<OptimizationRule> => {
  const row = await transaction.optimizationRule.findFirst({ where: { id, organizationId } });
  if (!row) throw new AppError('NOT_FOUND', 'There is no such rule.');
  return toRule(row);
};
