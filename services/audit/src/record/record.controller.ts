import { consumers } from '@archestra/contracts';
import { HandleEvents, type ReceivedEvent } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { CallLog } from '../call/call-log.ts';
import { toCallRow, type CallRow } from '../call/projection.ts';
import { toAttemptRow, type AttemptRow } from '../egress/attempt-row.ts';
import { EgressLog } from '../egress/egress-log.ts';
import { EntryLog } from '../entry/entry-log.ts';

/** Every fact of the platform becomes a record: calls and attempts to reach something in tables of their own, all others in the administrative log. */
@Controller()
export class RecordController {
  constructor(
    private readonly calls: CallLog,
    private readonly entries: EntryLog,
    private readonly attempts: EgressLog,
  ) {}

  @HandleEvents(consumers.audit, { maxBatch: 1_000, lingerMs: 100 })
  async record(events: ReceivedEvent[]): Promise<void> {
    const calls: CallRow[] = [];
    const attempts: AttemptRow[] = [];
    const others: ReceivedEvent[] = [];
    for (const event of events) {
      const call = toCallRow(event);
      const attempt = toAttemptRow(event);
      if (call) calls.push(call);
      else if (attempt) attempts.push(attempt);
      else others.push(event);
    }
    await this.calls.record(calls);
    await this.attempts.record(attempts);
    await this.entries.record(others);
  }
}
