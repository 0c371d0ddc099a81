import { Injectable } from '@nestjs/common';
import type { Insertion } from '../db/database.store.ts';
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

  /** How these are written, once there is a partition for each; nothing for none. */
  async insertion(rows: CallRow[]): Promise<Insertion[]> {
    if (rows.length === 0) return [];
    await this.partition.ensureFor(
      'tool_call',
      rows.map(({ at }) => new Date(at)),
    );
    return [this.calls.insertion(rows)];
  }
}
