import { AppError, sanitizerEvents, type BlockRule, type Parsed, type sanitizer } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { fact, PolicyChange } from '../db/change.store.ts';
import { Database } from '../db/database.store.ts';

interface Row {
  id: string;
  serverId: string;
  tool: string | null;
  profileId: string | null;
  note: string;
  createdAt: Date;
}

/** Block rules, always inside one organization. */
@Injectable()
export class BlockRuleStore {
  constructor(
    private readonly database: Database,
    private readonly changes: PolicyChange,
  ) {}

  async list(organizationId: string): Promise<BlockRule[]> {
    return (await this.database.client.blockRule.findMany({ where: { organizationId }, orderBy: { id: 'asc' } })).map(
      toRule,
    );
  }

  create(
    organizationId: string,
    principal: string,
    wanted: Parsed<typeof sanitizer.createBlockRule>,
  ): Promise<BlockRule> {
    return this.changes.commit(async (transaction) => {
      const rule = toRule(await transaction.blockRule.create({ data: { id: uuid(), organizationId, ...wanted } }));
      return {
        result: rule,
        row: fact(sanitizerEvents.blockRuleCreated, { organizationId, principal, data: { rule } }),
      };
    });
  }

  async delete(organizationId: string, principal: string, id: string): Promise<void> {
    await this.changes.commit(async (transaction) => {
      const found = await transaction.blockRule.findFirst({ where: { id, organizationId } });
      if (!found) throw new AppError('NOT_FOUND', 'There is no block rule of that id.');
      await transaction.blockRule.delete({ where: { id } });
      const data = { rule: toRule(found) };
      return { result: undefined, row: fact(sanitizerEvents.blockRuleDeleted, { organizationId, principal, data }) };
    });
  }
}

const toRule = ({ id, serverId, tool, profileId, note, createdAt }: Row): BlockRule => ({
  id,
  serverId,
  tool,
  profileId,
  note,
  createdAt: createdAt.toISOString(),
});
