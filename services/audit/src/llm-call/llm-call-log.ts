import { Injectable } from '@nestjs/common';
import type { Insertion } from '../db/database.store.ts';
import { Partition } from '../db/partition.ts';
import { LlmCallStore } from './llm-call.store.ts';
import type { LlmCallRow } from './llm-call-row.ts';

/** Where calls to models are written down; repeating a row changes nothing. */
@Injectable()
export class LlmCallLog {
  constructor(
    private readonly calls: LlmCallStore,
    private readonly partition: Partition,
  ) {}

  /** How these are written, once there is a partition for each; nothing for none. */
  async insertion(rows: LlmCallRow[]): Promise<Insertion[]> {
    if (rows.length === 0) return [];
    await this.partition.ensureFor(
      'llm_call',
      rows.map(({ at }) => new Date(at)),
    );
    return [this.calls.insertion(rows)];
  }
}
