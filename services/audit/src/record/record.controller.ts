import { consumers } from '@archestra/contracts';
import { HandleEvents, type ReceivedEvent } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { CallLog } from '../call/call-log.ts';
import { toCallRow, type CallRow } from '../call/projection.ts';
import { toAttemptRow, type AttemptRow } from '../egress/attempt-row.ts';
import { EgressLog } from '../egress/egress-log.ts';
import { EntryLog } from '../entry/entry-log.ts';
import { LlmCallLog } from '../llm-call/llm-call-log.ts';
import { RecordStore } from './record.store.ts';
import { toLlmCallRow, type LlmCallRow } from '../llm-call/llm-call-row.ts';

/** Every fact of the platform becomes a record: calls of tools, calls to models and attempts to reach something in tables of their own, all others in the administrative log. */
@Controller()
export class RecordController {
  constructor(
    private readonly calls: CallLog,
    private readonly llmCalls: LlmCallLog,
    private readonly entries: EntryLog,
    private readonly attempts: EgressLog,
    private readonly record: RecordStore,
  ) {}

  @HandleEvents(consumers.audit, { maxBatch: 1_000, lingerMs: 100 })
  async take(events: ReceivedEvent[]): Promise<void> {
    const calls: CallRow[] = [];
    const llmCalls: LlmCallRow[] = [];
    const attempts: AttemptRow[] = [];
    const others: ReceivedEvent[] = [];
    for (const event of events) {
      const call = toCallRow(event);
      const llmCall = toLlmCallRow(event);
      const attempt = toAttemptRow(event);
      if (call) calls.push(call);
      else if (llmCall) llmCalls.push(llmCall);
      else if (attempt) attempts.push(attempt);
      else others.push(event);
    }
    await this.record.write([
      ...(await this.calls.insertion(calls)),
      ...(await this.llmCalls.insertion(llmCalls)),
      ...(await this.attempts.insertion(attempts)),
      ...(await this.entries.insertion(others)),
    ]);
  }
}
