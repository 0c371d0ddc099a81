import { Injectable } from '@nestjs/common';
import { Partition } from '../db/partition.ts';
import { CallStore } from './call.store.ts';
import type { CallRow } from './projection.ts';

/** Where calls are written down; repeating a row changes nothing. */
@Injectable()
export class CallLog {
  constructor(
    private readonly calls: CallStore,
    private readonly partition: Partition,
  ) {}

  async record(rows: CallRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.partition.ensureFor(
      'tool_call',
      rows.map(({ at }) => new Date(at)),
    );
    await this.calls.insert(rows);
  }
}
