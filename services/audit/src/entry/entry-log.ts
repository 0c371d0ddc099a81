import type { ReceivedEvent } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import { Partition } from '../db/partition.ts';
import { EntryStore } from './entry.store.ts';

/** Where administrative facts are written down; repeating an event changes nothing. */
@Injectable()
export class EntryLog {
  constructor(
    private readonly entries: EntryStore,
    private readonly partition: Partition,
  ) {}

  async record(events: ReceivedEvent[]): Promise<void> {
    if (events.length === 0) return;
    await this.partition.ensureFor(
      'entry',
      events.map(({ time }) => new Date(time)),
    );
    await this.entries.insert(events);
  }
}
