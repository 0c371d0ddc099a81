import { consumers } from '@archestra/contracts';
import { HandleEvents, type ReceivedEvent } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { CallLog } from '../call/call-log.ts';
import { toCallRow, type CallRow } from '../call/projection.ts';
import { EntryLog } from '../entry/entry-log.ts';

/** Every fact of the platform becomes a record: calls in one table, all others in the administrative log. */
@Controller()
export class RecordController {
  constructor(
    private readonly calls: CallLog,
    private readonly entries: EntryLog,
  ) {}

  @HandleEvents(consumers.audit, { maxBatch: 1_000, lingerMs: 100 })
  async record(events: ReceivedEvent[]): Promise<void> {
    const calls: CallRow[] = [];
    const others: ReceivedEvent[] = [];
    for (const event of events) {
      const row = toCallRow(event);
      if (row) calls.push(row);
      else others.push(event);
    }
    await this.calls.record(calls);
    await this.entries.record(others);
  }
}
