import { Injectable } from '@nestjs/common';
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

  async record(rows: LlmCallRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.partition.ensureFor(
      'llm_call',
      rows.map(({ at }) => new Date(at)),
    );
    await this.calls.insert(rows);
  }
}
