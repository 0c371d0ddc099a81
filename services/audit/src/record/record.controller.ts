import { consumers } from '@archestra/contracts';
import { HandleEvents, type ReceivedEvent } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { CallStore } from '../call/call.store.ts';
import { toCallRow, type CallRow } from '../call/projection.ts';
import { Partition } from '../db/partition.ts';
import { EntryStore } from '../entry/entry.store.ts';

/** Every fact of the platform becomes a record: calls in one table, all others in the administrative log. */
@Controller()
export class RecordController {
  constructor(
    private readonly calls: CallStore,
    private readonly entries: EntryStore,
    private readonly partition: Partition,
  ) {}

  @HandleEvents(consumers.audit, { maxBatch: 500 })
  async record(events: ReceivedEvent[]): Promise<void> {
    const calls: CallRow[] = [];
    const others: ReceivedEvent[] = [];
    for (const event of events) {
      const row = toCallRow(event);
      if (row) calls.push(row);
      else others.push(event);
    }
    if (calls.length > 0) {
      await this.partition.ensureFor('tool_call', calls.map(({ at }) => new Date(at)));
      await this.calls.insert(calls);
    }
    if (others.length > 0) {
      await this.partition.ensureFor('entry', others.map(({ time }) => new Date(time)));
      await this.entries.insert(others);
    }
  }
}
