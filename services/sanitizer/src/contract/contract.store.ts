import { AppError, sanitizerEvents, type ToolContract } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { fact, PolicyChange } from '../db/change.store.ts';
import { contractColumns, readContract } from '../db/contract-row.ts';
import type { Transaction } from '../db/database.store.ts';

export interface ContractKey {
  organizationId: string;
  serverId: string;
  tool: string;
}

/** Contracts that administrators set. */
@Injectable()
export class ContractStore {
  constructor(private readonly changes: PolicyChange) {}

  async set(key: ContractKey, principal: string, contract: ToolContract): Promise<void> {
    await this.changes.commit(async (transaction) => {
      const before = await find(transaction, key);
      const values = { ...contractColumns(contract), updatedAt: new Date() };
      await transaction.toolContract.upsert({
        where: { organizationId_serverId_tool: key },
        create: { ...key, ...values },
        update: values,
      });
      return { result: undefined, row: changed(key, principal, { before, after: contract }) };
    });
  }

  async delete(key: ContractKey, principal: string): Promise<void> {
    await this.changes.commit(async (transaction) => {
      const before = await find(transaction, key);
      if (!before) throw new AppError('NOT_FOUND', 'This tool has no contract of its own.');
      await transaction.toolContract.delete({ where: { organizationId_serverId_tool: key } });
      return { result: undefined, row: changed(key, principal, { before, after: null }) };
    });
  }
}

const find = async (transaction: Transaction, key: ContractKey): Promise<ToolContract | null> => {
  const row = await transaction.toolContract.findUnique({ where: { organizationId_serverId_tool: key } });
  return row && readContract(row);
};

const changed = (
  { organizationId, serverId, tool }: ContractKey,
  principal: string,
  states: { before: ToolContract | null; after: ToolContract | null },
) => fact(sanitizerEvents.contractChanged, { organizationId, principal, data: { serverId, tool, ...states } });
