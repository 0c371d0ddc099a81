import { Injectable } from '@nestjs/common';
import { Database } from './database.store.ts';

export const partitionedTables = ['tool_call', 'llm_call', 'entry', 'egress_attempt'] as const;
export type PartitionedTable = (typeof partitionedTables)[number];

@Injectable()
export class PartitionStore {
  constructor(private readonly database: Database) {}

  /** Creates the partition of a month (`YYYY-MM`, UTC) when it is missing; false when it was there. */
  async ensure(table: PartitionedTable, month: string): Promise<boolean> {
    const rows = await this.database.client.$queryRaw<
      { created: boolean }[]
    >`SELECT ensure_partition(${table}, ${`${month}-01`}::date) AS created`;
    return rows[0]?.created ?? false;
  }
}
