import { AppError, guardEvents, InvocationPolicy, ResultPolicy } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { fact, PolicyChange } from '../db/change.store.ts';
import { Database, type Transaction } from '../db/database.store.ts';
import type { OutboxRow } from '@archestra/messaging';

/** Who changes it, for which organization. */
export interface Administrator {
  organizationId: string;
  principal: string;
}

interface Policies {
  invocation: InvocationPolicy;
  result: ResultPolicy;
}
type Kind = keyof Policies;
type Input<K extends Kind> = Omit<Policies[K], 'id' | 'createdAt'>;

const shapes = { invocation: InvocationPolicy, result: ResultPolicy } as const;

/** Administrators' policies on calls and on results of tools, always inside one organization. */
@Injectable()
export class ToolPolicyStore {
  constructor(
    private readonly database: Database,
    private readonly changes: PolicyChange,
  ) {}

  async list<K extends Kind>(kind: K, organizationId: string): Promise<Policies[K][]> {
    const rows = await this.database.client.toolPolicy.findMany({
      where: { organizationId, kind },
      orderBy: { id: 'asc' },
    });
    return rows.map((row) => read(kind, row));
  }

  create<K extends Kind>(kind: K, by: Administrator, wanted: Input<K>): Promise<Policies[K]> {
    return this.changes.commit(async (transaction) => {
      const data = { ...wanted, id: uuid(), organizationId: by.organizationId, kind };
      const after = read(kind, await transaction.toolPolicy.create({ data }));
      return { result: after, row: changed(kind, by, { before: null, after }) };
    });
  }

  update<K extends Kind>(kind: K, by: Administrator, id: string, wanted: Input<K>): Promise<Policies[K]> {
    return this.changes.commit(async (transaction) => {
      const before = await find(transaction, kind, { id, organizationId: by.organizationId });
      const after = read(kind, await transaction.toolPolicy.update({ where: { id }, data: wanted }));
      return { result: after, row: changed(kind, by, { before, after }) };
    });
  }

  async delete(kind: Kind, by: Administrator, id: string): Promise<void> {
    await this.changes.commit(async (transaction) => {
      const before = await find(transaction, kind, { id, organizationId: by.organizationId });
      await transaction.toolPolicy.delete({ where: { id } });
      return { result: undefined, row: changed(kind, by, { before, after: null }) };
    });
  }
}

const find = async <K extends Kind>(
  transaction: Transaction,
  kind: K,
  where: { id: string; organizationId: string },
): Promise<Policies[K]> => {
  const row = await transaction.toolPolicy.findFirst({ where: { ...where, kind } });
  if (!row) throw new AppError('NOT_FOUND', 'There is no policy of that id.');
  return read(kind, row);
};

const read = <K extends Kind>(kind: K, row: { createdAt: Date }): Policies[K] =>
  shapes[kind].parse({ ...row, createdAt: row.createdAt.toISOString() }) as Policies[K];

const changed = <K extends Kind>(
  kind: K,
  by: Administrator,
  states: { before: Policies[K] | null; after: Policies[K] | null },
): OutboxRow => {
  const event = kind === 'invocation' ? guardEvents.invocationPolicyChanged : guardEvents.resultPolicyChanged;
  return fact(event, { ...by, data: states as never });
};
