import type { ReceivedEvent } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import type { Insertion } from '../db/database.store.ts';
import { Partition } from '../db/partition.ts';
import { EntryStore } from './entry.store.ts';

/** Where administrative facts are written down; repeating an event changes nothing. */
@Injectable()
export class EntryLog {
  constructor(
    private readonly entries: EntryStore,
    private readonly partition: Partition,
  ) {}

  /** How these are written, once there is a partition for each; nothing for none. */
  async insertion(events: ReceivedEvent[]): Promise<Insertion[]> {
    if (events.length === 0) return [];
    await this.partition.ensureFor(
      'entry',
      events.map(({ time }) => new Date(time)),
    );
    return [this.entries.insertion(events)];
  }
}
