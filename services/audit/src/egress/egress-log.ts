import { Injectable } from '@nestjs/common';
import { Partition } from '../db/partition.ts';
import { latestOf, type AttemptRow } from './attempt-row.ts';
import { EgressStore } from './egress.store.ts';

/** Where attempts to reach something are written down. */
@Injectable()
export class EgressLog {
  constructor(
    private readonly attempts: EgressStore,
    private readonly partition: Partition,
  ) {}

  async record(rows: AttemptRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.partition.ensureFor(
      'egress_attempt',
      rows.map(({ at }) => new Date(at)),
    );
    await this.attempts.insert(latestOf(rows));
  }
}
