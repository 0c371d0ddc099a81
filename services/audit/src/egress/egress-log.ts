import { Injectable } from '@nestjs/common';
import type { Insertion } from '../db/database.store.ts';
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

  /** How these are written, once there is a partition for each; nothing for none. */
  async insertion(rows: AttemptRow[]): Promise<Insertion[]> {
    if (rows.length === 0) return [];
    await this.partition.ensureFor(
      'egress_attempt',
      rows.map(({ at }) => new Date(at)),
    );
    return [this.attempts.insertion(latestOf(rows))];
  }
}
